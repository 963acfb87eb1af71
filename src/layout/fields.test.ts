import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml } from '../base/html.ts';
import { codeField, emailField, passwordField, recoveryCodeField, selectField, textAreaField, textField, usernameField } from './fields.ts';

test('label, hint, error and input stand in this order and belong together', () => {
  const drawn = renderHtml(
    textField({ name: 'description', label: 'Name', hint: 'For you', error: 'Give it a name.', autocomplete: 'off' }),
  );

  assert.match(
    drawn,
    /<label class="field__label" for="description">Name<\/label>.*id="description-hint">For you.*id="description-error".*Give it a name\..*<input/,
  );
  assert.match(drawn, /aria-describedby="description-hint description-error" aria-invalid="true" required>/);
});

test('a field without hint or error points nowhere', () => {
  const drawn = renderHtml(textField({ name: 'description', label: 'Name', autocomplete: 'off' }));

  assert.doesNotMatch(drawn, /aria-describedby|aria-invalid/);
});

test('only an optional field says so, and is not required', () => {
  const drawn = renderHtml(textField({ name: 'name', label: 'Your name', autocomplete: 'name', isOptional: true }));

  assert.match(drawn, /Your name <span class="optional">optional<\/span>/);
  assert.doesNotMatch(drawn, /required/);
});

test('what was entered comes back escaped', () => {
  assert.match(renderHtml(usernameField({ value: '"><script>' })), / value="&quot;&gt;&lt;script&gt;"/);
});

test('6.2.6, 6.2.7: a password field has no value, and says which password it wants', () => {
  const drawn = renderHtml(passwordField({ autocomplete: 'new-password', minLength: 15 }));

  assert.match(drawn, /type="password" autocomplete="new-password" minlength="15"/);
  assert.doesNotMatch(drawn, / value=/);
});

const autocompletes: [string, ReturnType<typeof codeField>, RegExp][] = [
  ['user name', usernameField({}), /autocomplete="username"/],
  ['user name where passkeys work', usernameField({ offersPasskey: true }), /autocomplete="username webauthn"/],
  ['mail address', emailField({}), /type="email".*autocomplete="email" inputmode="email"/],
  ['code', codeField(), /name="totp_value".*autocomplete="one-time-code" inputmode="numeric" pattern="\[0-9 \]\*"/],
  ['recovery code', recoveryCodeField(), /name="recovery_code_value".*autocomplete="off" autocapitalize="none"/],
];
for (const [what, field, expected] of autocompletes) {
  test(`6.2.7: the field for a ${what} tells password managers and phones what belongs there`, () => {
    assert.match(renderHtml(field), expected);
  });
}

test('a first line break in a text area is kept', () => {
  assert.match(renderHtml(textAreaField({ name: 'reason', label: 'Reason', value: '\nb' })), />\n\nb<\/textarea>/);
});

test('a list has its choice selected', () => {
  const options = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ];

  assert.match(
    renderHtml(selectField({ name: 's', label: 'S', options, value: 'b' })),
    /<option value="a" >A<\/option><option value="b" selected>B/,
  );
});
