// A main index and its test index on one host: one browser, two accounts, and nothing crosses over.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Visitor } from '../support/browser-client.ts';
import { aWheel } from '../support/distributions.ts';
import { equipPublisher, openSetupLink } from '../support/publisher.ts';
import { basic } from '../support/residents.ts';
import { sendForm, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const jar = new Map<string, string>();
let main: Keyhouse;
let bench: Keyhouse;
let onMain: Visitor;
let onBench: Visitor;
let mainToken = '';
let benchToken = '';

before(async () => {
  main = await startKeyhouse({ KEYHOUSE_SITE_NAME: 'Harbour', KEYHOUSE_SIBLING_URL: 'https://test.harbour.example.org' });
  bench = await startKeyhouse({ KEYHOUSE_SITE: 'test', KEYHOUSE_SITE_NAME: 'Harbour', KEYHOUSE_SIBLING_URL: main.origin });
  // Two ports of one host: to a browser one jar of cookies.
  onMain = new Visitor(main.origin, { jar });
  onBench = new Visitor(bench.origin, { jar });
  await openSetupLink(main, onMain, 'ada');
  await openSetupLink(bench, onBench, 'bench-ada');
  mainToken = (await equipPublisher(onMain, 'ada')).token;
  benchToken = (await equipPublisher(onBench, 'bench-ada')).token;
});
after(async () => {
  await main?.stop();
  await bench?.stop();
  main?.remove();
  bench?.remove();
});

test('one browser is signed in at both at once, each with cookies of its own', async () => {
  await onMain.open('/manage/account/');
  await onBench.open('/manage/account/');
  const names = [...jar.keys()].map((name) => name.replace('__Host-', ''));

  assert.deepEqual([onMain.status, onBench.status], [200, 200]);
  assert.match(onMain.page, /<span>ada<\/span>/);
  assert.match(onBench.page, /<span>bench-ada<\/span>/);
  assert.ok(names.includes('kh_session') && names.includes('kht_session'), names.join());
});

test('signing out of one leaves the other signed in', async () => {
  await onBench.send('/account/logout/', {});
  await onBench.open('/manage/account/');
  await onMain.open('/manage/account/');

  assert.match(onBench.page, /Sign in/);
  assert.match(onMain.page, /<span>ada<\/span>/);
});

test('36, 7.2.1, 8.4.1: a session of one opens nothing at the other, whatever its cookie is called', async () => {
  const value = jar.get('__Host-kh_session') ?? '';
  const answer = await fetch(`${bench.origin}/manage/account/`, {
    headers: { cookie: `__Host-kh_session=${value}; __Host-kht_session=${value}` },
    redirect: 'manual',
  });

  assert.equal(answer.status, 303);
  assert.match(answer.headers.get('location') ?? '', /^\/account\/login\//);
});

test('8.4.1: a token of one is refused at the other with a sentence that says so', async () => {
  const form = () => uploadForm(aWheel('driftwood', '1.0'));
  const other = 'This API token belongs to another index. Use one that was made here.';
  const crossed = [await sendForm(bench.origin, basic(mainToken), form()), await sendForm(main.origin, basic(benchToken), form())];
  const right = [await sendForm(main.origin, basic(mainToken), form()), await sendForm(bench.origin, basic(benchToken), form())];

  assert.deepEqual(crossed, Array(2).fill({ status: 403, reason: other, text: `${other}\n` }));
  assert.deepEqual(
    right.map(({ status }) => status),
    [200, 200],
  );
});

test('every page of the test index says that it is one, in its own colour and by its name, and links to the main one', async () => {
  for (const path of ['/', '/help/', '/security/', '/account/login/', '/project/driftwood/', '/no-such-page/']) {
    const [here, there] = [await new Visitor(main.origin).open(path), await new Visitor(bench.origin).open(path)];

    assert.match(there, /<html lang="en" data-site="test">/, path);
    assert.match(there, /This is the test index\./, path);
    // Its name is also what authenticator apps show.
    assert.match(there, / · Harbour \(test\)<\/title>/, path);
    assert.ok(there.includes(`<a href="${main.origin}">Go to the main index</a>`), path);
    assert.match(here, /<html lang="en" data-site="main">/, path);
    assert.doesNotMatch(here, /This is the test index\./, path);
    assert.ok(here.includes('<a href="https://test.harbour.example.org">Test index</a>'), path);
  }
});

test('where the hosts differ passkeys belong to one of them, and an index keeps the host it was opened with', async () => {
  const moved = await startKeyhouse({ KEYHOUSE_URL: 'http://test.localhost:8766' }, undefined);
  const folder = moved.data;
  await moved.stop();

  await assert.rejects(startKeyhouse({ KEYHOUSE_URL: 'http://localhost:8766' }, folder), /opened as test\.localhost/);
  moved.remove();
});
