import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate } from './html-template.ts';

const HOLE = '\u2B1A';
const compile = (template: string) => compileTemplate(template.split(HOLE));

describe('compileTemplate', () => {
  test('says where each hole stands', () => {
    const { places } = compile(`<p id="${HOLE}" class="a ${HOLE}" ${HOLE}>${HOLE}<a href="${HOLE}">a</a></p><textarea>${HOLE}</textarea>`);

    assert.deepEqual(places, [
      { kind: 'whole', name: 'id' },
      { kind: 'part', name: 'class' },
      { kind: 'flag' },
      { kind: 'text' },
      { kind: 'link', name: 'href' },
      { kind: 'plain' },
    ]);
  });

  test('a whole document is a template', () => {
    const { places } = compile(`<!doctype html>\n<html lang="en"><head><title>${HOLE}</title></head><body>${HOLE}</body></html>`);

    assert.deepEqual(places, [{ kind: 'plain' }, { kind: 'text' }]);
  });

  const refused: [string, string][] = [
    ['an unquoted attribute', `<p id=${HOLE}>a</p>`],
    ['a single-quoted attribute', `<p id='${HOLE}'>a</p>`],
    ['a handler', `<p onclick="${HOLE}">a</p>`],
    ['a handler without a hole', '<p onclick="a()">a</p>'],
    ['an inline style', '<p style="color: red">a</p>'],
    ['a hole inside a script', `<script type="module" src="/a.ts">${HOLE}</script>`],
    ['an inline script', '<script>alert(1)</script>'],
    ['a hole inside a style sheet', `<style>${HOLE}</style>`],
    ['a hole inside a comment', `<!-- ${HOLE} -->`],
    ['a hole as the name of an element', `<${HOLE}>a</${HOLE}>`],
    ['a hole in the name of an element', `<h${HOLE}>a</h1>`],
    ['a hole in the name of an attribute', `<p data-${HOLE}="a">a</p>`],
    ['a hole as the name of an attribute', `<p ${HOLE}="a">a</p>`],
    ['two bare holes that touch', `<input ${HOLE}${HOLE}>`],
    ['a hole in an end tag', `<p>a</p ${HOLE}>`],
    ['a link made of two pieces', `<a href="/project/${HOLE}">a</a>`],
    ['a fixed link with another scheme', '<a href="javascript:alert(1)">a</a>'],
    ['a hole in srcdoc', `<iframe srcdoc="${HOLE}"></iframe>`],
    ['a base', '<base href="/">'],
    ['a frame', '<iframe src="/"></iframe>'],
    ['a refresh', `<meta http-equiv="refresh" content="${HOLE}">`],
    ['an animation that sets a link', `<svg><animate attributeName="href" to="${HOLE}"/></svg>`],
    ['HTML inside SVG', `<svg><p>${HOLE}</p></svg>`],
    ['an element that stays open', `<p>${HOLE}`],
    ['a text area that stays open', '<textarea>'],
    ['a script that stays open', '<script src="/a.ts">'],
    ['an end tag too many', '</div>'],
    ['elements that overlap', '<b><i>a</b></i>'],
    ['an element of HTML that closes itself', '<div/>'],
    ['the same attribute twice', `<a href="/" href="${HOLE}">a</a>`],
    ['a tag cut off', `<p id="${HOLE}`],
    ['attributes without a space between them', `<p id="a"class="${HOLE}">a</p>`],
    ['a null character', 'a\0b'],
    ['a character that marks holes', '\uE0001\uE001'],
  ];
  for (const [what, template] of refused) {
    test(`${what} is refused`, () => {
      assert.throws(() => compile(template), /^Error: html: /);
    });
  }
});
