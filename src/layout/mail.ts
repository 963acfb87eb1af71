import { type Html, html, joinHtml, renderHtml } from '../base/html.ts';

/** A paragraph of a mail: plain text in both parts, a leading `title` set in bold. */
export type MailParagraph = string | { readonly title: string; readonly text: string };

export type MailContent = {
  /** Of this index, such as `Keyhouse`. */
  readonly siteName: string;
  /** Origin without a slash at its end, for those who type the address themselves. */
  readonly siteUrl: string;
  /** What happened; the heading of the mail. */
  readonly heading: string;
  readonly paragraphs: readonly MailParagraph[];
  /** When, browser, address, proof. */
  readonly facts?: readonly (readonly [name: string, value: string])[] | undefined;
  /** After the facts: "Was it you?", "Was it not you?". */
  readonly after?: readonly MailParagraph[] | undefined;
  /** One button to a page with a button; `until` says how long the link works. */
  readonly button?: { readonly label: string; readonly url: string; readonly until: string } | undefined;
  /** Why it was sent. */
  readonly why: string;
};

const WIDTH = 72;
// What a stranger's browser calls itself may hold line breaks, or marks that turn the direction of writing.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g;

/** Both parts of a mail, which say the same. No picture, no tracking, no link but the button. */
export function renderMail(mail: MailContent): { html: string; text: string } {
  return { html: renderHtml(markupOf(mail)), text: plainText(mail) };
}

function markupOf(mail: MailContent): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${mail.heading}</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; background: #fafbf8; color: #12201b; font: 16px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", system-ui, Roboto, Arial, sans-serif; }
  .in { max-width: 34rem; margin: 0 auto; padding: 28px 20px 40px; }
  .from { font-weight: 700; letter-spacing: -.02em; font-size: 18px; margin: 0; padding-bottom: 12px; border-bottom: 3px solid #0b6451; }
  h1 { font-size: 22px; line-height: 1.25; letter-spacing: -.015em; margin: 28px 0 12px; }
  p { margin: 0 0 14px; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; margin: 18px 0 22px; }
  th, td { text-align: left; vertical-align: top; padding: 9px 12px 9px 0; border-top: 1px solid #d6ddd7; font-weight: 400; overflow-wrap: anywhere; }
  th { color: #58665f; width: 32%; }
  .mono { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 15px; overflow-wrap: anywhere; }
  .do { display: inline-block; background: #12201b; color: #fafbf8; text-decoration: none; font-weight: 600; padding: 12px 18px; border-radius: 3px; }
  .small { font-size: 14px; color: #58665f; }
  .foot { border-top: 1px solid #d6ddd7; padding-top: 16px; margin-top: 28px; }
  @media (prefers-color-scheme: dark) {
    body { background: #0f1613; color: #e9efeb; }
    .from { border-color: #63cbb0; } th, td, .foot { border-color: #2a3530; } th, .small { color: #98a7a0; }
    .do { background: #e9efeb; color: #0f1613; }
  }
</style>
</head>
<body>
<main class="in">
<p class="from">${mail.siteName}</p>
<h1>${mail.heading}</h1>
${mail.paragraphs.map(paragraph)}
${mail.facts && factTable(mail.facts)}
${mail.after?.map(paragraph)}
${mail.button && html`<p><a class="do" href="${mail.button.url}">${mail.button.label}</a></p>`}
<p class="small">Or type the address yourself and go to your account: <span class="mono">${mail.siteUrl}</span>.${mail.button && ` ${mail.button.until}`}</p>
<div class="foot"><p class="small">${mail.why}</p></div>
</main>
</body>
</html>
`;
}

function paragraph(content: MailParagraph): Html {
  if (typeof content === 'string') return html`<p>${content}</p>`;
  return html`<p><strong>${content.title}</strong> ${content.text}</p>`;
}

function factTable(facts: NonNullable<MailContent['facts']>): Html {
  const lines = facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return html`<table>${joinHtml(lines, html`\n`)}</table>`;
}

function plainText(mail: MailContent): string {
  const blocks = [mail.heading, ...mail.paragraphs.map(plainParagraph)];
  if (mail.facts !== undefined && mail.facts.length > 0) blocks.push(plainFacts(mail.facts));
  blocks.push(...(mail.after ?? []).map(plainParagraph));
  // A link stands alone on its line and is never broken.
  if (mail.button !== undefined) blocks.push(`${mail.button.label}:`, `  ${mail.button.url}`);
  blocks.push(`Or type the address yourself and go to your account:\n${mail.siteUrl}`);
  if (mail.button !== undefined) blocks.push(wrapped(mail.button.until));
  blocks.push(`-- \n${wrapped(mail.why)}`);
  return `${blocks.map((block, i) => (i === 0 ? wrapped(block) : block)).join('\n\n')}\n`;
}

function plainParagraph(content: MailParagraph): string {
  return wrapped(typeof content === 'string' ? content : `${content.title} ${content.text}`);
}

function plainFacts(facts: NonNullable<MailContent['facts']>): string {
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.map(([name, value]) => wrapped(`  ${name.padEnd(width)}${value}`, ' '.repeat(width + 2))).join('\n');
}

/** Breaks a paragraph between words; lines after the first begin with `indent`. Words longer than a line stay whole. */
function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(UNPRINTABLE, ' ').split(/(?<=\S) /)) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
