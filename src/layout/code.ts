import { type Html, html } from '../base/html.ts';
import { icon } from './icons.ts';

export type Code = {
  readonly text: string;
  /** Names it for the copy button: "command for pip". */
  readonly label: string;
  /** Shown, never copied: "$". */
  readonly prompt?: string | undefined;
};

/** A command of one line: wraps between its arguments, not inside one. Never put a secret into a command: the shell keeps it. */
export function command({ text, label, prompt }: Code): Html {
  return html`<div class="code code--line"><pre><code>${promptOf(prompt)}${text.split(' ').map(argument)}</code></pre>${copyButton(text, label)}</div>`;
}

/** A token or another long secret, shown once: may break anywhere. */
export function secretText({ text, label }: Code): Html {
  return html`<div class="code code--line code--token"><pre><code>${text}</code></pre>${copyButton(text, label)}</div>`;
}

/** Several lines under a head with their name; scrolls inside itself. */
export function codeBlock({ text, label }: Code): Html {
  return html`<div class="code code--tall"><div class="code__head"><span>${label}</span>${copyButton(text, label)}</div><pre tabindex="0" role="region" aria-label="${label}"><code>${text}</code></pre></div>`;
}

function copyButton(text: string, label: string): Html {
  return html`<button class="copy needs-script" type="button" data-copy="${text}" data-what="${label}" aria-label="${`Copy ${label}`}">${icon('copy')}<span class="copy__label" aria-hidden="true">Copy</span></button>`;
}

function promptOf(prompt: string | undefined): Html | undefined {
  return prompt === undefined ? undefined : html`<span class="code__prompt" aria-hidden="true">${prompt} </span>`;
}

/** An argument with a hyphen or a path keeps together; a path may break after a slash. */
function argument(text: string, index: number): Html {
  const space = index === 0 ? '' : ' ';
  if (!/[-/]/.test(text)) return html`${space}${text}`;

  const pieces = text.split(/(?<=\w\/)(?=\w)/);
  return html`${space}<span class="arg">${pieces.map((piece, i) => (i === 0 ? html`${piece}` : html`<wbr>${piece}`))}</span>`;
}
