import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Hole, type Html, html, joinHtml, renderHtml, sanitizedHtml } from './html.ts';

const name = '<b>"Ada" & \'Eve\'</b>';

describe('html', () => {
  test('text is escaped', () => {
    assert.equal(renderHtml(html`<p>${name}</p>`), '<p>&lt;b&gt;&quot;Ada&quot; &amp; &#39;Eve&#39;&lt;/b&gt;</p>');
  });

  test('an attribute is escaped, whole or in part', () => {
    assert.equal(renderHtml(html`<p id="${'a"b'}" class="row row--${'"x'}">a</p>`), '<p id="a&quot;b" class="row row--&quot;x">a</p>');
  });

  test('an attribute without a value is left out, the quotes with it', () => {
    const id: string | undefined = undefined;

    assert.equal(renderHtml(html`<p id="${id}" lang="${false}" class="a ${undefined}">a</p>`), '<p class="a ">a</p>');
  });

  test('an empty attribute stays', () => {
    assert.equal(renderHtml(html`<option value="${''}">${0}</option>`), '<option value="">0</option>');
  });

  test('a flag is there or not', () => {
    assert.equal(renderHtml(html`<input ${'checked'} ${false}>`), '<input checked >');
  });

  test('a flag is one that HTML has', () => {
    assert.throws(() => html`<input ${'onfocus=alert(1)'}>`, /no flag/);
  });

  test('markup and lists of markup stand as they are', () => {
    const items = ['a', '<'].map((item) => html`<li>${item}</li>`);

    assert.equal(renderHtml(html`<ul>${items}${html`<li>c</li>`}</ul>`), '<ul><li>a</li><li>&lt;</li><li>c</li></ul>');
  });

  test('nothing prints nothing', () => {
    assert.equal(renderHtml(html`<p>${undefined}${false}${[]}</p>`), '<p></p>');
  });

  test('a link of a person with another scheme throws', () => {
    const link = 'javascript:alert(1)';

    assert.throws(() => html`<a href="${link}">a</a>`, /safe link/);
  });

  test('links are kept, with their ampersands escaped', () => {
    assert.equal(renderHtml(html`<a href="${'/search/?q=a&o=b'}">a</a>`), '<a href="/search/?q=a&amp;o=b">a</a>');
  });

  test('SVG keeps the case of its attributes and its self-closing elements', () => {
    const drawn = html`<svg class="icon" viewBox="${'0 0 20 20'}" aria-hidden="true"><title>${'a<b'}</title><use href="${'/a.svg#key'}"/></svg>`;

    assert.equal(
      renderHtml(drawn),
      '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><title>a&lt;b</title><use href="/a.svg#key"/></svg>',
    );
  });

  test('a title and a text area take text and no markup', () => {
    assert.equal(renderHtml(html`<textarea>${'</textarea><b>'}</textarea>`), '<textarea>&lt;/textarea&gt;&lt;b&gt;</textarea>');
    assert.throws(() => html`<title>${html`<b>a</b>`}</title>`, TypeError);
  });

  test('an attribute takes no markup', () => {
    assert.throws(() => html`<p id="${html`<b>a</b>`}">a</p>`, TypeError);
  });

  test('an object, a promise, null and NaN are refused', () => {
    for (const value of [{}, Promise.resolve('a'), null, Number.NaN, new Date(0), true]) {
      assert.throws(() => html`<p>${value as unknown as Hole}</p>`, TypeError);
    }
  });

  test('a forged list or object does not pass for markup', () => {
    assert.throws(() => html`<p>${['<b>'] as unknown as readonly Html[]}</p>`, TypeError);
    assert.throws(() => html`<p>${Object.create(Object.getPrototypeOf(html``)) as Html}</p>`, TypeError);
  });

  test('markup does not turn into a string by accident', () => {
    assert.throws(() => `${html`<p>a</p>`}`, /renderHtml/);
  });

  test('pieces are joined, with a piece between them', () => {
    assert.equal(renderHtml(joinHtml([html`<b>a</b>`, html`<b>b</b>`], html`, `)), '<b>a</b>, <b>b</b>');
  });

  test('sanitized markup stands as it is', () => {
    assert.equal(renderHtml(html`<div>${sanitizedHtml('<h1>Readme</h1>')}</div>`), '<div><h1>Readme</h1></div>');
  });
});
