// Every part of the layout, drawn on the sample pages, is markup as the standard wants it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { samples } from '../../tools/look-samples.ts';
import { renderSample } from '../../tools/look-server.ts';

function elementsOf(node: Tree.Node): Tree.Element[] {
  const own = 'attrs' in node ? [node] : [];
  return [...own, ...('childNodes' in node ? node.childNodes.flatMap(elementsOf) : [])];
}

function valuesOf(elements: readonly Tree.Element[], name: string): string[] {
  return elements.flatMap(({ attrs }) => attrs.filter((attribute) => attribute.name === name).map((attribute) => attribute.value));
}

for (const name of Object.keys(samples)) {
  describe(`the sample page ${name}`, () => {
    const problems: string[] = [];
    const document = parse(renderSample(name) ?? '', { onParseError: ({ code }) => problems.push(code) });
    const elements = elementsOf(document);
    const ids = valuesOf(elements, 'id');

    test('has no parse error', () => {
      assert.deepEqual(problems, []);
    });

    test('gives no id twice', () => {
      assert.deepEqual(
        ids.filter((id, i) => ids.indexOf(id) !== i),
        [],
      );
    });

    test('points to ids that are there', () => {
      const pointers = ['for', 'aria-describedby', 'aria-labelledby', 'data-show'].flatMap((attribute) => valuesOf(elements, attribute));
      const anchors = valuesOf(elements, 'href').filter((href) => /^#./.test(href));

      const targets = [...pointers.flatMap((value) => value.split(' ')), ...anchors.map((href) => href.slice(1))];

      assert.deepEqual(
        targets.filter((id) => !ids.includes(id)),
        [],
      );
    });

    test('sends a token with every form that changes something', () => {
      const forms = elements.filter(({ tagName, attrs }) => tagName === 'form' && attrs.some(({ value }) => value === 'post'));
      const unguarded = forms.filter((form) => !valuesOf(elementsOf(form), 'name').includes('csrf_token'));

      assert.equal(unguarded.length, 0);
    });
  });
}
