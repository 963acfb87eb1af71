import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aWheel } from '../../tests/support/distributions.ts';
import { makePublisher, type Publisher } from '../../tests/support/publisher.ts';
import { listAsJson } from '../../tests/support/read-index.ts';
import { basic } from '../../tests/support/residents.ts';
import { sendUpload, uploadForm } from '../../tests/support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';
import type { Claim, Proving } from './claim.ts';
import { expect } from './expect.ts';

const PROJECT = 'by-password';

interface Way {
  readonly what: string;
  /** Tries to publish and gives the status of the answer. */
  readonly tryIt: () => Promise<number>;
}

/** A stolen password alone publishes nothing. */
export const password: Claim = {
  name: 'password',
  sentence: 'A password, right or wrong, publishes nothing: not by Basic authentication, not in a form, not through an open session.',
  async run({ say }) {
    const keyhouse = await startKeyhouse();
    try {
      const publisher = await makePublisher(keyhouse);
      const ways = waysIn(keyhouse, publisher);
      for (const { what, tryIt } of ways) await tryWay(keyhouse, what, tryIt, say);
      await checkTokenDoes(keyhouse, publisher, say);

      return `${ways.length} ways tried, none published; the token did`;
    } finally {
      await keyhouse.stop();
      keyhouse.remove();
    }
  },
};

function waysIn({ origin }: Keyhouse, publisher: Publisher): readonly Way[] {
  const { username, token, browser } = publisher;
  const wheel = aWheel(PROJECT, '1.0');
  const upload =
    (authorization: string, headers = {}) =>
    async () =>
      (await sendUpload(origin, token, wheel, { authorization, headers })).status;
  const right = publisher.password;
  const wrong = 'not the password of ada';

  return [
    { what: 'Basic, user name and right password', tryIt: upload(basic(right, username)) },
    { what: 'Basic, user name and wrong password', tryIt: upload(basic(wrong, username)) },
    { what: 'Basic, mail address and right password', tryIt: upload(basic(right, `${username}@example.org`)) },
    { what: 'Basic, __token__ and right password', tryIt: upload(basic(right)) },
    { what: 'Bearer, right password', tryIt: upload(`Bearer ${right}`) },
    { what: 'fields of the form, right password', tryIt: () => postForm(origin, { username, password: right }) },
    { what: 'fields of the form, wrong password', tryIt: () => postForm(origin, { username, password: wrong }) },
    { what: 'cookie of a session with a second factor', tryIt: () => postForm(origin, {}, { cookie: browser.cookie }) },
    { what: 'the same, as a form of the site itself', tryIt: () => postForm(origin, {}, { cookie: browser.cookie, origin }) },
    { what: 'the cookie and the right password', tryIt: upload(basic(right, username), { cookie: browser.cookie }) },
  ];
}

async function postForm(
  origin: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const form = uploadForm(aWheel(PROJECT, '1.0'));
  for (const [name, text] of Object.entries(fields)) form.set(name, text);
  const answer = await fetch(`${origin}/legacy/`, { method: 'POST', headers, body: form });
  await answer.arrayBuffer();
  return answer.status;
}

async function tryWay(keyhouse: Keyhouse, what: string, tryIt: Way['tryIt'], say: Proving['say']): Promise<void> {
  const status = await tryIt();
  const listed = await listAsJson(keyhouse.origin, PROJECT);
  say(`${what}: ${status}, ${listed.length} files listed, ${countStored(keyhouse.data)} stored`);
  expect(status >= 400 && status < 500, `${what} was answered with ${status}.`);
  expect(listed.length === 0 && countStored(keyhouse.data) === 0, `${what} left a file behind.`);
}

/** The very same upload with a token is accepted: it was the password that was refused. */
async function checkTokenDoes({ origin }: Keyhouse, { token }: Publisher, say: Proving['say']): Promise<void> {
  const { status } = await sendUpload(origin, token, aWheel(PROJECT, '1.0'));
  const listed = await listAsJson(origin, PROJECT);
  say(`a token, for comparison: ${status}, ${listed.length} file listed`);
  expect(status === 200 && listed.length === 1, 'The token did not publish either, so nothing was shown.');
}

/** Files that the server keeps, also half-received ones. */
function countStored(data: string): number {
  const folder = join(data, 'files');
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile() && entry.name !== 'lock').length;
}
