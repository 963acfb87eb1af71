import assert from 'node:assert/strict';
import { attackedSites, requestText, statusesIn } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { PASSWORD, signUp, signUpMember, typePassword } from '../support/story-people.ts';

const { site, attack } = attackedSites();

function csrfOf(browser: Visitor): string {
  return /name="csrf_token" value="([^"]*)"/.exec(browser.page)?.[1] ?? '';
}

/** Sends a form as it stands; nobody checks it before the server does. */
async function post(
  browser: Visitor,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/x-www-form-urlencoded',
): Promise<number> {
  const headers = { cookie: browser.cookie, origin: site().origin, 'content-type': type };
  return (await site().ask(path, { method: 'POST', headers, body })).status;
}

attack('4.2.1, 122: a request hidden in another one’s body is never served', async () => {
  const { host } = new URL(site().origin);
  const inner = `GET /help/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const start = `POST /account/login/ HTTP/1.1\r\nHost: ${host}\r\n`;
  const smuggled = [
    `${start}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    `${start}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${inner}`,
    `${start}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
    `${start}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner}`,
    `${start}Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
    `${start}Content-Length: +0\r\n\r\n${inner}`,
    `${start}Content-Length: 0x0\r\n\r\n${inner}`,
    `${start}X: a\n\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    `${start} folded: yes\r\nContent-Length: 0\r\n\r\n${inner}`,
    `${start}Transfer-Encoding: chunked\r\n\r\n0;\n\r\n\r\n${inner}`,
    `${start}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${inner}`,
    `${start}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n \r\n\r\n${inner}`,
  ];
  for (const text of smuggled) {
    const statuses = statusesIn(await site().raw(text, 700));
    assert.ok(!statuses.includes(200), JSON.stringify(text.slice(start.length, start.length + 70)));
  }
});

attack('121: NUL, bad escapes, bad UTF-8, absolute and odd addresses are refused alike everywhere, and never a 5xx', async () => {
  const tails = [
    '%00',
    '%',
    '%zz',
    '%ff',
    '%c0%af',
    '%ed%a0%80',
    '\x00',
    '\x7f',
    '\xff',
    '%2e%2e%2f',
    '%252e%252e%252f',
    '\\',
    '?%00=1',
    '?a=%ff',
    '?a=1&a=2',
    `?${'a&'.repeat(300)}`,
    '?token=%00',
    '?__proto__=1',
    '?constructor=1',
    '?a[]=1',
  ];
  for (const path of ['/', '/account/login/', '/simple/', '/project/', '/user/', '/packages/aa/bb/', '/help/', '/search/']) {
    for (const tail of tails) {
      const [status = 0] = statusesIn(await site().raw(requestText(site(), `GET ${path}${tail}`)));
      assert.ok(
        (status >= 400 && status < 500) || (tail.startsWith('?') && status < 400) || status === 301,
        `${path}${JSON.stringify(tail)}: ${status}`,
      );
    }
  }
});

attack('37: two session cookies, three hundred cookies and a header of sixteen kilobytes open nothing, and choose nobody’s', async () => {
  const { browser } = await signUp(site(), 'cookies');
  const session = /__Host-kh_session=[^;]+/.exec(browser.cookie)?.[0] ?? '';
  const asked = async (cookie: string): Promise<number> => (await site().ask('/manage/account/', { headers: { cookie } })).status;

  assert.equal(await asked(session), 200);
  assert.equal(await asked(`${session}; __Host-kh_session=${'A'.repeat(43)}`), 303);
  assert.equal(await asked(`__Host-kh_session=${'A'.repeat(43)}; ${session}`), 303);
  assert.equal(await asked(`${session}; ${session}`), 303);
  assert.equal(await asked(session.replace('__Host-kh', '__Host-kht')), 303);
  assert.equal(await asked(session.replace('__Host-kh_', 'kh_')), 303);
  assert.equal(await asked(`${'a=1; '.repeat(300)}${session}`), 200);
  assert.equal(await asked(`${'a=1; '.repeat(4_000)}${session}`), 431);
});

attack('15.3.7, 15.3.6: fields sent twice, named like parts of every object, or in brackets are refused or nothing', async () => {
  const browser = site().browser();
  await browser.open('/account/login/');
  const csrf = csrfOf(browser);
  const base = `csrf_token=${csrf}&username=nobody&password=x`;

  assert.equal(await post(browser, '/account/login/', `${base}&username=other`), 400);
  assert.equal(await post(browser, '/account/login/', `csrf_token=${csrf}&${base}`), 400);
  for (const extra of [
    '__proto__[admin]=1',
    '__proto__=x',
    'constructor=x',
    'toString=x',
    'hasOwnProperty=x',
    'is_operator=1',
    'username[]=ada',
    'next[]=//evil.example',
  ]) {
    assert.equal(await post(browser, '/account/login/', `${base.replace('nobody', extra.slice(0, 12))}&${extra}`), 401, extra);
  }
  for (const name of ['__proto__', 'constructor', 'toString']) {
    assert.equal((await site().ask(`/user/${name}/`)).status, 404);
    assert.ok([301, 404].includes((await site().ask(`/simple/${name}/`)).status));
    assert.ok([303, 404].includes((await site().ask(`/project/${name}/`)).status));
    assert.equal((await site().ask(`/manage/account/?done=${name}`, { headers: { cookie: browser.cookie } })).status, 303);
  }
  assert.equal(({} as Record<string, unknown>)['admin'], undefined);
});

attack('2.2.1, 129: forms of random bytes, of other types, too large, too many fields or never ending are 4xx', async () => {
  const browser = site().browser();
  await browser.open('/account/register/');
  const csrf = csrfOf(browser);
  const path = '/account/register/';
  const bad = Uint8Array.from([...Buffer.from(`csrf_token=${csrf}&username=`), 0xff, 0xfe, 0xc0, 0x80]);

  assert.equal(await post(browser, path, bad), 400);
  assert.equal(await post(browser, path, `csrf_token=${csrf}&username=a%00b`), 400);
  assert.equal(await post(browser, path, `csrf_token=${csrf}&username=%ed%a0%80`), 400);
  assert.equal(await post(browser, path, `csrf_token=${csrf}&${'x=1&'.repeat(400)}`), 400);
  assert.equal(await post(browser, path, `csrf_token=${csrf}&name=${'a'.repeat(70_000)}`), 413);
  assert.equal(await post(browser, path, JSON.stringify({ csrf_token: csrf }), 'application/json'), 403);
  assert.equal(await post(browser, path, `csrf_token=${csrf}`, 'text/plain'), 403);
  assert.equal(await post(browser, path, `{"csrf_token":${'['.repeat(10_000)}`, 'application/json'), 403);
  assert.equal(
    await post(
      browser,
      path,
      `--x\r\ncontent-disposition: form-data; name="csrf_token"; filename="a"\r\n\r\n${csrf}\r\n--x--\r\n`,
      'multipart/form-data; boundary=x',
    ),
    403,
  );
});

attack('3.7.2, 73: a sign-in leads to no other site, whatever "next" says, and a step-up and a slash do neither', async () => {
  const member = await signUp(site(), 'redirected');
  const evil = [
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'https://evil.example/',
    '/%2fevil.example',
    '/%5cevil.example',
    '/./\\evil.example',
    '/.//evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    '/;@evil.example',
    '//user@evil.example',
    '/\u2215evil.example',
    'http:/\\evil.example',
    '/..//evil.example',
  ];
  for (const next of evil) {
    const browser = site().browser();
    await browser.open(`/account/login/?next=${encodeURIComponent(next)}`);
    const body = new URLSearchParams({ csrf_token: csrfOf(browser), username: 'redirected', password: PASSWORD, next }).toString();
    const headers = { cookie: browser.cookie, origin: site().origin, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await site().ask('/account/login/', { method: 'POST', headers, body });
    const location = new URL(answer.headers.get('location') ?? '', site().origin);
    assert.equal(location.origin, site().origin, next);
    const signedIn = await site().ask(`/account/login/?next=${encodeURIComponent(next)}`, { headers: { cookie: member.browser.cookie } });
    assert.equal(new URL(signedIn.headers.get('location') ?? '', site().origin).origin, site().origin, next);
    site().clock.advance({ minutes: 1 });
  }
  for (const path of ['//evil.example', '//evil.example/simple', '/simple//evil.example', '/\\evil.example', '/simple/..//evil.example']) {
    const answer = await site().raw(requestText(site(), `GET ${path}`));
    assert.ok(!/^location: (?:\/\/|.*evil\.example)/im.test(answer), path);
  }
});

attack('125: what is typed comes back in no header, and a line end makes no header of its own', async () => {
  for (const path of [
    '/simple/a%0d%0aX-Injected:%201',
    '/simple/a%0d%0aX-Injected:%201/',
    '/project/a%0aX-Injected:1',
    '/account/login?next=%0d%0aX-Injected:%201',
    '/search/?q=%0d%0aX-Injected:1',
  ]) {
    const answer = await site().raw(requestText(site(), `GET ${path}`));
    assert.ok(!/^x-injected/im.test(answer.split('\r\n\r\n')[0] ?? ''), path);
  }
});

attack('123: what a cache does not know of changes no answer: forwarded hosts, methods, encodings and cookies of others', async () => {
  const plain = await site().ask('/simple/');
  const page = await plain.text();
  for (const [name, value] of [
    ['x-forwarded-host', 'evil.example'],
    ['x-forwarded-proto', 'http'],
    ['x-original-url', '/admin/'],
    ['x-rewrite-url', '/admin/'],
    ['x-http-method-override', 'POST'],
    ['forwarded', 'host=evil.example;proto=http'],
    ['cookie', 'a=b'],
    ['accept-encoding', 'gzip, br'],
  ] as const) {
    const answer = await site().ask('/simple/', { headers: { [name]: value } });
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), page, name);
    assert.match(answer.headers.get('vary') ?? '', /accept/i);
  }
});

attack('38: whoever signed in finds another token in the form, and the one of a visitor is over', async () => {
  const member = await signUpMember(site(), 'tokens');
  const visitor = site().browser();
  await visitor.open('/account/login/');
  const before = csrfOf(visitor);
  await typePassword(visitor, member);

  assert.notEqual(csrfOf(visitor), before);
  assert.equal(await post(visitor, '/account/two-factor/', `csrf_token=${before}&totp_value=000000`), 403);
});

attack('B15: a page of another site does not use up the sign-ins of everybody who looks at it', async () => {
  const member = await signUp(site(), 'visited');
  site().clock.advance({ minutes: 6 });
  for (let sent = 0; sent < 105; sent += 1) {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await site().ask('/account/login/', { method: 'POST', headers, body: 'username=x&password=x' })).status, 403);
  }
  const browser = site().browser();
  await typePassword(browser, member);

  assert.equal(browser.path, '/manage/account/');
});
