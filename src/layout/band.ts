import { type Html, html } from '../base/html.ts';
import { paths } from '../paths.ts';
import type { Warning } from '../web/caller.ts';
import type { IconName } from './icon-shapes.ts';
import { icon } from './icons.ts';
import { dayText } from './times.ts';

export type Band = {
  /** `wait` for a deadline, `ink` for a state of the site such as read-only. */
  readonly kind: 'wait' | 'ink';
  /** Names the region: "Deadline". */
  readonly label: string;
  readonly sign: IconName;
  /** The date or state first, then what changes for the reader. */
  readonly title: string;
  readonly text: string | Html;
  readonly link?: { readonly href: string; readonly label: string } | undefined;
};

/** A line above the header about the whole site; at most two a page. */
export function band({ kind, ...words }: Band): Html {
  return strip(kind === 'wait' ? 'band band--wait' : 'band', words);
}

/** On every page of the test index. */
export function testBand(siblingUrl: string | undefined): Html {
  return strip('band band--test', {
    label: 'Test index',
    sign: 'warn',
    title: 'This is the test index.',
    text: 'Accounts, tokens and packages here are separate, and may be wiped.',
    link: siblingUrl === undefined ? undefined : { href: siblingUrl, label: 'Go to the main index' },
  });
}

/** What an account is warned of, on its pages. */
export function warningBand(warning: Warning): Html {
  const link = { href: paths.webauthnProvision(), label: warning.what === 'passkey' ? 'Add a passkey' : 'Add a factor' };
  if (warning.what === 'owner') {
    const text = 'You own a project and have no second factor: nothing can be published, and your co-owners see it.';
    return band({ kind: 'wait', label: 'Second factor', sign: 'warn', title: 'A password alone guards your projects.', text, link });
  }
  const asked = warning.what === 'passkey' ? 'a passkey or security key' : 'a second factor';
  const text = `From then on your account needs ${asked}, or it reaches nothing but its set-up.`;
  return band({ kind: 'wait', label: 'Deadline', sign: 'clock', title: `${dayText(warning.from)}.`, text, link });
}

function strip(classes: string, { label, sign, title, text, link }: Omit<Band, 'kind'>): Html {
  return html`<div class="${classes}" role="region" aria-label="${label}"><div class="wrap band__in"><div class="band__sign">${icon(sign)}<p><strong>${title}</strong> ${text}</p></div>${link && html`<a href="${link.href}">${link.label}</a>`}</div></div>`;
}
