import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, renderHtml } from '../base/html.ts';
import { submitButton } from './button.ts';
import { buttonForm, form, formActions } from './form.ts';
import { errorSummary, notice } from './notice.ts';
import { checkboxPicks, radioPicks } from './picks.ts';

const csrfToken = 't0k3n';

test('a form is posted with its token and hidden fields', () => {
  const drawn = renderHtml(
    form({ action: '/account/login/', csrfToken, hidden: { next: '/a?b' }, content: formActions(submitButton({ label: 'Sign in' })) }),
  );

  assert.match(
    drawn,
    /^<form method="post" action="\/account\/login\/"><input type="hidden" name="csrf_token" value="t0k3n"><input type="hidden" name="next" value="\/a\?b">/,
  );
});

test('a form never sends to another site', () => {
  assert.throws(() => form({ action: '//evil.example/', csrfToken, content: html`` }), /safe link/);
});

test('errors come first, with a link to each field', () => {
  const errors = [{ field: 'username', todo: 'Choose another user name' }];

  const drawn = renderHtml(form({ action: '/', csrfToken, errors, content: html`<p>fields</p>` }));

  assert.match(
    drawn,
    /role="alert" tabindex="-1".*One thing to correct.*<a href="#username">Choose another user name<\/a>.*<p>fields<\/p>/,
  );
});

test('no errors draw nothing', () => {
  assert.equal(renderHtml(errorSummary([])), '');
});

test('a form of one button names its object for those who do not see the row', () => {
  const button = { label: 'Remove', unseen: ' Blue YubiKey', kind: 'plain', isSmall: true } as const;

  const drawn = renderHtml(buttonForm({ action: '/', csrfToken, button }));

  assert.match(drawn, /class="button button--plain button--small" type="submit".*Remove<span class="unseen"> Blue YubiKey<\/span>/);
});

test('a good notice is a status, a problem an alert, and both say so in words', () => {
  assert.match(renderHtml(notice({ kind: 'good', title: 'Saved' })), /role="status".*<span class="unseen">Done: <\/span>Saved/);
  assert.match(renderHtml(notice({ kind: 'stop', title: 'Refused' })), /role="alert".*<span class="unseen">Problem: <\/span>Refused/);
});

test('a forbidden choice stays visible with its reason', () => {
  const drawn = renderHtml(
    radioPicks({ name: 'k', legend: 'K', picks: [{ value: '2', label: 'Two people', hint: 'There is one owner', isDisabled: true }] }),
  );

  assert.match(
    drawn,
    /<input type="radio" id="k" name="k" value="2" aria-describedby="k-hint" {2}disabled>.*id="k-hint">There is one owner/,
  );
});

test('boxes have names of their own', () => {
  const picks = [
    { name: 'a', value: '1', label: 'A' },
    { name: 'b', value: '1', label: 'B', isChecked: true },
  ];

  assert.match(renderHtml(checkboxPicks({ legend: 'Any', picks })), /name="a" value="1" {2}>.*name="b" value="1" checked >/);
});
