import { html } from '../src/base/html.ts';
import { copyTextButton, printButton, saveTextButton, submitButton } from '../src/layout/button.ts';
import { codeField, recoveryCodeField, textField } from '../src/layout/fields.ts';
import { form, formActions } from '../src/layout/form.ts';
import { notice } from '../src/layout/notice.ts';
import { pageHead } from '../src/layout/page-head.ts';
import { beside, steps } from '../src/layout/part.ts';
import { codes, csrfToken, ines, type Sample } from './look-site.ts';

export function deletePage(): Sample {
  const warning = notice({
    kind: 'stop',
    title: 'This breaks installs for others',
    text: '18,204 downloads in the last 30 days. The name and all 118 file names can never be used again.',
  });
  const fields = html`${textField({ name: 'confirm', label: 'Enter the name of the project', hint: html`<span class="mono">tidewater</span>`, autocomplete: 'off', isIdentifier: true })}${formActions(submitButton({ label: 'Delete tidewater and its 31 releases', kind: 'stop', busyLabel: 'Deleting…' }), html`<a href="/manage/project/tidewater/settings/">Keep it</a>`)}`;
  return {
    title: 'Delete tidewater',
    viewer: ines,
    content: html`<div class="read flow"><h1>Delete tidewater for good?</h1>${warning}<p>Do you want to stop looking after it? Archive it instead: nothing breaks.</p>${form({ action: '/', csrfToken, content: fields, layout: 'above-6' })}</div>`,
  };
}

export function recoveryCodesPage(): Sample {
  const text = codes.join('\n');
  const list = html`<ol class="sheet-codes" aria-label="Recovery codes">${[...codes, ...codes].map((code) => html`<li><span>${code}</span></li>`)}</ol>`;
  const fields = html`${recoveryCodeField({ label: 'Any one of the ten' })}${formActions(submitButton({ label: 'I have kept them' }))}`;
  return {
    title: 'Recovery codes',
    viewer: ines,
    content: html`${pageHead({ heading: 'Your ten recovery codes', lead: 'Each gets you in once, with your password. They are shown only now.' })}${beside(html`${list}<div class="buttons">${printButton()}${saveTextButton('/codes/')}${copyTextButton(text, 'ten recovery codes')}</div>${form({ action: '/', csrfToken, content: html`<h2>Now enter one of them</h2>${fields}`, layout: 'flow no-print above-7' })}`, { label: 'Where to keep them', content: html`<h2>Where to keep them</h2><p class="muted">On paper in a drawer.</p>` })}`,
  };
}

export function provisionPage(): Sample {
  const scan = html`<p class="muted">No app yet? These work.</p><div class="qr-row"><svg class="qr" viewBox="0 0 29 29" role="img" aria-label="QR code with the secret below"><path d="M4 4h7v7h-7z M18 4h7v7h-7z M4 18h7v7h-7z M13 13h3v3h-3z"/></svg><div class="stack-3"><p>Cannot scan? Enter this secret instead:</p><p class="groups"><span>JBSW</span><span>Y3DP</span><span>EHPK</span><span>3PXP</span></p></div></div>`;
  const enter = form({
    action: '/',
    csrfToken,
    content: html`${textField({ name: 'label', label: 'Name for this app', hint: 'So that you know it again in your list', value: 'Phone', autocomplete: 'off' })}${codeField()}${formActions(submitButton({ label: 'Continue' }), html`<a href="/manage/account/">Cancel</a>`)}`,
  });
  return {
    title: 'Add an authenticator app',
    viewer: ines,
    content: html`${pageHead({ heading: 'Add an authenticator app' })}${beside(
      steps([
        { heading: 'Scan this with the app', content: scan },
        { heading: 'Enter the code it shows', content: enter },
      ]),
      {
        label: 'Before you choose',
        content: notice({
          kind: 'wait',
          title: 'A code can be phished',
          text: 'A false page can ask you for it and use it within seconds. A passkey gives a false page nothing.',
        }),
      },
    )}`,
  };
}
