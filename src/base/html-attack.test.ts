// Markup from a stranger: a project, a user or a token is named so that a page which prints it gains an element, an attribute or a
// handler. Whatever the text, the page must parse to the same tree as with a harmless word, and the text must come back unchanged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { type Html, html, renderHtml } from './html.ts';
import { isSafeLink } from './safe-link.ts';

const RUNS = { seed: 20261124, numRuns: 2000 };
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc
        .constantFrom('<', '>', '"', "'", '&', '/', '=', ' ', '\n', '\r', '\0', '`', '&lt', '&#60;', '<!--', '-->', '</p>', '</title>')
        .chain((a) =>
          fc
            .constantFrom('<script>', '</textarea>', '<svg onload=', ']]>', 'onerror=', '\uE0000\uE001', 'javascript:', '</svg>')
            .map((b) => a + b),
        ),
      { maxLength: 8 },
    )
    .map((pieces) => pieces.join('')),
);

const page = (value: string): Html => html`<!doctype html><html lang="en"><head><title>${value}</title></head><body>
<p class="name" title="${value}" data-copy="a ${value} b">${value}</p><textarea name="a">
${value}</textarea><table><tbody><tr><td>${value}</td></tr></tbody></table>
<svg aria-label="${value}"><title>${value}</title><text x="${value}">${value}</text></svg><select><option value="${value}">${value}</option></select>
</body></html>`;

/** The names of all elements and attributes, in order. */
function shapeOf(node: Tree.Node): string {
  const attributes = 'attrs' in node ? node.attrs.map((attribute) => attribute.name).join(' ') : '';
  const children = 'childNodes' in node ? node.childNodes.filter((child) => child.nodeName !== '#text').map(shapeOf) : [];
  return `${node.nodeName}[${attributes}](${children.join(',')})`;
}

function attributesOf(node: Tree.Node, name: string): string[] {
  const own = 'attrs' in node ? node.attrs.filter((attribute) => attribute.name === name).map((attribute) => attribute.value) : [];
  return [...own, ...('childNodes' in node ? node.childNodes.flatMap((child) => attributesOf(child, name)) : [])];
}

const harmless = shapeOf(parse(renderHtml(page('a'))));

test('no text adds an element or an attribute to a page', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      assert.equal(shapeOf(parse(renderHtml(page(value)))), harmless);
    }),
    RUNS,
  );
});

test('an attribute comes back as it was put in', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const [title] = attributesOf(parse(renderHtml(page(value))), 'title');

      assert.equal(title, value.replaceAll('\0', '\uFFFD'));
    }),
    RUNS,
  );
});

test('a link that passes leads to the same site, to http, to https or to mail', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom('', '/', '#', '?', 'https://a', 'mailto:a', '/\\', '//', 'javascript:'), (value, start) => {
      const link = start + value;
      fc.pre(isSafeLink(link) && URL.canParse(link, 'https://keyhouse.test/'));

      const { protocol, host } = new URL(link, 'https://keyhouse.test/');

      assert.match(protocol, /^(?:https?|mailto):$/);
      if (!/^(?:https?:|mailto:)/i.test(link)) assert.equal(host, 'keyhouse.test');
    }),
    RUNS,
  );
});
