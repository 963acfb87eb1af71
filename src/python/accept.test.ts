import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { negotiate } from './accept.ts';

const HTML = 'text/html';
const V1_HTML = 'application/vnd.pypi.simple.v1+html';
const V1_JSON = 'application/vnd.pypi.simple.v1+json';

const CASES = [
  [undefined, HTML],
  ['', HTML],
  ['*/*', HTML],
  ['text/*', HTML],
  ['application/*', V1_HTML],
  [V1_JSON, V1_JSON],
  [V1_JSON.toUpperCase(), V1_JSON],
  ['application/vnd.pypi.simple.latest+json', V1_JSON],
  // As pip and uv ask.
  [`${V1_JSON}, ${V1_HTML}; q=0.1, text/html; q=0.01`, V1_JSON],
  [`${V1_JSON}, ${V1_HTML};q=0.2, text/html;q=0.01`, V1_JSON],
  [`${V1_HTML}, ${V1_JSON}`, V1_HTML],
  [`${V1_JSON}, text/html`, HTML],
  [`${V1_JSON};q=0, */*`, HTML],
  ['text/html;q=0, */*', V1_HTML],
  ['text/html;q=0, application/vnd.pypi.simple.v1+html;q=0.000, */*;q=0.5', V1_JSON],
  ['*/*;q=0.9, text/html;q=0.1, application/*;q=0.2, application/vnd.pypi.simple.v1+json;q=0.3', V1_JSON],
  [`${V1_JSON};q=0.5;ext="x", text/html;q=0.4`, V1_JSON],
  [`${V1_JSON};charset=utf-8, ${V1_HTML};q=0.1`, V1_HTML],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', HTML],
  [`,, ${V1_JSON} ,`, V1_JSON],
  ['application/json', HTML],
  ['image/png', HTML],
  ['*/*;q=0', HTML],
  [`${V1_JSON};q=2`, HTML],
  [`${V1_JSON};q=0.1234`, HTML],
  [`${V1_JSON};q=`, HTML],
  [`${V1_JSON};q=-1`, HTML],
  [`${V1_JSON}, nonsense`, HTML],
  [`${V1_JSON}; ;`, HTML],
  [`${V1_JSON}${' '.repeat(2_048)}`, HTML],
] as const;

for (const [accept, chosen] of CASES) {
  test(`${JSON.stringify(accept)?.slice(0, 100)} gets ${chosen}`, () => {
    assert.equal(negotiate(accept), chosen);
  });
}

test('any header gets one of the three forms', () => {
  const piece = fc.constantFrom(HTML, V1_HTML, V1_JSON, '*/*', 'text/*', ',', ';', 'q=', '0', '.5', '1', ' ', '"', '\\', '=', '\0', 'é');

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      assert.ok([HTML, V1_HTML, V1_JSON].includes(negotiate(pieces.join(''))));
    }),
    { seed: 691, numRuns: 500 },
  );
});

test('a hostile header of any length is answered within 50 ms', () => {
  const startedAt = performance.now();

  for (const unit of [',', ';', 'a/a,', '*/*;q=0,', 'q=', '"', ' ']) {
    negotiate(unit.repeat(2_048 / unit.length));
    negotiate(unit.repeat(65_536 / unit.length));
  }

  assert.ok(performance.now() - startedAt < 50);
});
