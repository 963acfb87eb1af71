import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml } from '../base/html.ts';
import { confirmAddressPage } from './pages.ts';

test('an address that could not be confirmed says why, and does not just come back', () => {
  const problem = { message: 'This link is used up or older than a day.', field: undefined };

  const page = renderHtml(confirmAddressPage({ csrfToken: 'x', username: 'ines', address: 'ines@example.org', problem }));

  assert.match(page, /role="alert"[^>]*>.*This link is used up or older than a day/s);
});
