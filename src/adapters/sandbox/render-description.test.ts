import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { renderDescription } from './render-description.ts';

const markdown = (text: string): Promise<string> => renderDescription(text, 'text/markdown');
const rst = (text: string): Promise<string> => renderDescription(text, 'text/x-rst');

describe('a description in Markdown', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['puts its headings below the one of the page', '# A\n###### F', '<h2 id="user-content-a">A</h2>\n<h6 id="user-content-f">F</h6>'],
    ['numbers equal headings', '# A\n# A', '<h2 id="user-content-a">A</h2>\n<h2 id="user-content-a-1">A</h2>'],
    ['links within itself', '[there](#usage)', '<p><a href="#user-content-usage">there</a></p>'],
    ['links out without giving rank', '<https://e.org/>', link('https://e.org/', 'https://e.org/')],
    ['turns bare addresses into links, but not file names', 'setup.py https://e.org/a', `<p>setup.py ${link('https://e.org/a').slice(3)}`],
    ['has no relative links', '[docs](docs/a.md) [x](//e.org) [y](/manage/account/)', '<p><a>docs</a> <a>x</a> <a>y</a></p>'],
    ['shows an image as a link to it', '![logo](https://e.org/a.png)', link('https://e.org/a.png', 'logo')],
    ['keeps the text of an image in a link', '[![build](https://e.org/a.svg)](https://ci.org/)', link('https://ci.org/', 'build')],
    ['drops an image without text', 'a![](https://e.org/a.png)b', '<p>ab</p>'],
    ['aligns tables', '|a|\n|-:|\n|1|', table('<th align="right">a</th>', '<td align="right">1</td>')],
    ['strikes out', '~~a~~', '<p><s>a</s></p>'],
    ['marks code with its language', '```python\nx\n```', '<pre tabindex="0"><code class="language-python">x\n</code></pre>'],
    ['keeps harmless markup', '<p align="center">a<br>H<sub>2</sub></p>', '<p align="center">a<br />H<sub>2</sub></p>'],
    ['keeps what can be unfolded', '<details><summary>s</summary>t</details>', '<details><summary>s</summary>t</details>'],
  ];
  for (const [name, text, expected] of cases) test(name, async () => assert.equal((await markdown(text)).trim(), expected));
});

describe('a description in reStructuredText', () => {
  test('is rendered with headings, literals and links', async () => {
    const html = await rst('Title\n=====\n\nSee ``code`` and `the site <https://e.org/>`_.\n');

    assert.equal(
      html.replace(/\s+/g, ' ').trim(),
      '<h2 id="user-content-title"> Title </h2> <p> See <code>code</code> and <a href="https://e.org/" rel="nofollow noopener noreferrer">the site</a>. </p>',
    );
  });

  test('is what a description without a content type is', async () => {
    assert.match(await renderDescription('*a*', ''), /<em>a<\/em>/);
  });

  test('is shown as it was written when the renderer does not know something in it', async () => {
    assert.equal(await rst('.. automodule:: x\n\n<b>'), '<pre>.. automodule:: x\n\n&lt;b&gt;</pre>');
  });
});

test('plain text and unknown types are shown as they were written', async () => {
  assert.equal(await renderDescription('# a <b>', 'text/plain; charset=UTF-8'), '<pre># a &lt;b&gt;</pre>');
  assert.equal(await renderDescription('<script>', 'text/html'), '<pre>&lt;script&gt;</pre>');
});

test('a content type is understood with parameters and in capitals', async () => {
  assert.equal((await renderDescription('*a*', 'Text/Markdown; charset=UTF-8; variant=GFM')).trim(), '<p><em>a</em></p>');
});

test('a description that is too long is cut and says so', async () => {
  const html = await markdown('ab'.repeat(2 ** 20));

  assert.match(html, /^<p>This description is too long/);
  assert.ok(html.length < 2 ** 20 + 200);
});

describe('hostile markup', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<scr<script>ipt>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<textarea><img src=x onerror=alert(1)></textarea>',
    '<title><a title="</title><img src=x onerror=alert(1)>">',
    '<xmp><img src=x onerror=alert(1)></xmp>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<iframe src="javascript:alert(1)">',
    '<object data="data:text/html,<script>alert(1)</script>"></object><embed src="javascript:alert(1)">',
    '<base href="https://evil.example/"><a href="x">x</a>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/"><link rel="stylesheet" href="https://evil.example/a.css">',
    '<form action="https://evil.example/"><input name="password"><button formaction="javascript:alert(1)">x</button></form>',
    '<style>*{background:url(https://evil.example/)}</style><p style="position:fixed;inset:0">x</p>',
    '<a id="csrf_token" name="location" class="button" tabindex="1" accesskey="x" target="_top" ping="https://evil.example/">x</a>',
    '<p id="description" contenteditable autofocus onfocus=alert(1) data-follow is="x-y" slot="a">x</p>',
    '<a href="jav&#x09;ascript:alert(1)">x</a><a href=" javascript:alert(1)">x</a><a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a><a href="vbscript:x">x</a><a href="blob:https://a/b">x</a><a href="file:///etc/passwd">x</a>',
    '[x](javascript:alert(1)) [x](<java\nscript:alert(1)>) ![x](javascript:alert(1)) [r]\n\n[r]: javascript:alert(1)',
    '[x](https://e.org "onmouseover=alert(1) \\" onclick=alert(1)")',
    '![x" onerror="alert(1)](https://e.org/a.png)',
    '```"><script>alert(1)</script>\nx\n```',
    '<!--><script>alert(1)</script>--><![CDATA[<script>alert(1)</script>]]><?php <script>alert(1)</script> ?>',
    '<a href="https://e.org/"><a href="javascript:alert(1)">x</a></a></a></div></section><h1>Keyhouse</h1>',
    '<table background="https://evil.example/"><td background="https://evil.example/">x</table>',
    '<video src="https://evil.example/" poster="https://evil.example/"><source src="https://evil.example/"></video><picture><source srcset="https://evil.example/"></picture>',
    '<custom-element onclick=alert(1)>x</custom-element><template><script>alert(1)</script></template>',
    '<p \0onclick=alert(1)>x</p><p/onclick=alert(1)>x</p><p "onclick=alert(1)>x',
  ];
  for (const attack of attacks) {
    test(`leaves nothing but harmless tags: ${attack.slice(0, 60).replace(/[\n\0]/g, ' ')}`, async () => {
      assert.deepEqual(harmIn(await markdown(attack)), []);
      assert.deepEqual(harmIn(await rst(`.. raw:: html\n\n   ${attack.replaceAll('\n', ' ')}\n`)), []);
    });
  }

  test('closes what it opens, so that it can not swallow the page', async () => {
    const html = await markdown('<div><table><tr><td><details><b>x');

    assert.equal(html.match(/<[a-z]/g)?.length, html.match(/<\//g)?.length);
  });
});

describe('a description made to be slow', () => {
  const inputs: Readonly<Record<string, string>> = {
    quotes: '>'.repeat(100_000),
    brackets: '[a]('.repeat(20_000),
    emphasis: '*a_ '.repeat(20_000),
    images: '![['.repeat(20_000),
    backticks: Array.from({ length: 1_000 }, (_, i) => '`'.repeat(i)).join(' '),
    lists: Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}- a`).join('\n'),
    tags: '<div>'.repeat(50_000),
    comments: '<!--'.repeat(50_000),
    entities: '&#x41;&amp;&'.repeat(20_000),
    addresses: 'https://a.b/'.repeat(20_000),
    references: `[a]: /x\n${'[a]'.repeat(50_000)}`,
    table: `|${'a|'.repeat(500)}\n|${'-|'.repeat(500)}\n${'|1\n'.repeat(1_000)}`,
  };
  for (const [name, text] of Object.entries(inputs)) {
    test(`by its ${name} still comes out harmless`, { timeout: 10_000 }, async () => assert.deepEqual(harmIn(await markdown(text)), []));
  }
});

const TAGS = new Set(
  'h2 h3 h4 h5 h6 p br hr div span a blockquote pre code kbd samp var em strong b i s del ins u sub sup small mark q cite abbr dfn ul ol li dl dt dd table caption thead tbody tfoot tr th td details summary figure figcaption'.split(
    ' ',
  ),
);
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  id: /^user-content-\S+$/,
  href: /^(?:https?:\/\/|mailto:|#user-content-)/,
  rel: /^nofollow noopener noreferrer$/,
  align: /^(?:left|center|right)$/,
  class: /^language-/,
  tabindex: /^0$/,
  title: /^/,
};

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.DocumentFragment;

/** Reads the markup as a browser does and names everything that is not on the list. */
function harmIn(markup: string): string[] {
  return harmBelow(parseFragment(markup));
}

function harmBelow(node: Node): string[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(harmBelow) : [];
  if (node.nodeName === '#comment') return ['a comment', ...below];
  if (!('tagName' in node)) return below;

  const attributes = node.attrs.filter(({ name, value }) => !ATTRIBUTES[name]?.test(value)).map(({ name, value }) => `${name}="${value}"`);
  return [...(TAGS.has(node.tagName) ? [] : [`<${node.tagName}>`]), ...attributes, ...below];
}

function link(address: string, text = address): string {
  return `<p><a href="${address}" rel="nofollow noopener noreferrer">${text}</a></p>`;
}

function table(head: string, cell: string): string {
  return `<table tabindex="0">\n<thead>\n<tr>\n${head}\n</tr>\n</thead>\n<tbody>\n<tr>\n${cell}\n</tr>\n</tbody>\n</table>`;
}
