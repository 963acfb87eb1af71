import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { loadAssets } from './assets.ts';

const assets = loadAssets((bytes) => createHash('sha256').update(bytes).digest('hex'));
const bodyOf = (name: string): string => assets.find(assets.url(name))?.body.toString() ?? '';

describe('loadAssets', () => {
  test('all files share one hash, so that scripts find each other', () => {
    assert.match(assets.url('site.css'), /^\/assets\/[0-9a-f]{16}\/site\.css$/);
    assert.equal(assets.url('site.ts'), assets.url('site.css').replace('.css', '.ts'));
  });

  test('the style sheet is joined in the order of its layers', () => {
    const css = bodyOf('site.css');

    assert.match(css, /@layer tokens, base, frame, layout, parts, pages, print;/);
    assert.equal(css.match(/^@layer \w+ \{$/gm)?.at(-1), '@layer print {');
    assert.equal(assets.find(assets.url('site.css'))?.type, 'text/css; charset=utf-8');
  });

  test('browser scripts are JavaScript', () => {
    const script = bodyOf('busy-buttons.ts');

    assert.doesNotMatch(script, /: void/);
    assert.match(script, /export function startBusyButtons\(\)/);
    assert.equal(assets.find(assets.url('site.ts'))?.type, 'text/javascript; charset=utf-8');
  });

  test('a script imports only files that are served', () => {
    for (const [, file = ''] of bodyOf('site.ts').matchAll(/from '\.\/([^']*)'/g)) assert.ok(assets.find(assets.url(file)));
  });

  test('another path finds nothing', () => {
    assert.equal(assets.find('/assets/0000000000000000/site.css'), undefined);
    assert.equal(assets.find('/assets/../package.json'), undefined);
  });

  test('a name that is no asset is a mistake', () => {
    assert.throws(() => assets.url('missing.ts'), /no asset missing\.ts/);
  });
});
