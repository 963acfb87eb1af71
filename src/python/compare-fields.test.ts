import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareFields } from './compare-fields.ts';
import { buildMetadata, type CoreMetadata } from './metadata.ts';

const NOTHING: CoreMetadata = {
  ...buildMetadata(
    () => undefined,
    () => [],
  ),
  metadataVersion: '2.4',
};
const FULL: CoreMetadata = {
  ...NOTHING,
  summary: 'Tides',
  description: '# Tides\n\nThey come.\n',
  keywords: 'sea, moon',
  classifiers: ['A :: B', 'C'],
  requiresDist: ['a (>=1)', 'b; extra == "x"'],
  requiresPython: '>=3.9, <4',
  projectUrls: ['Home, https://example.org'],
  providesExtra: ['Fast_Json'],
};
const compare = (form: Partial<CoreMetadata>, inside: CoreMetadata = FULL) => compareFields({ ...NOTHING, ...form }, inside, 'METADATA');

test('a form may leave out anything, say it in another spelling, and be of an older version', () => {
  compare({});
  compare({ ...FULL, metadataVersion: '2.1' });
  compare({ provides: ['tidewater'] });
  compare({
    ...{
      description: '# Tides\r\n\r\n  They come.',
      keywords: 'sea,moon',
      classifiers: ['C', 'A :: B'],
      requiresDist: ["b ; extra=='x'", 'a>=1'],
    },
    ...{ requiresPython: '<4,>=3.9', projectUrls: ['Home,https://example.org'], providesExtra: ['fast-json'] },
  });
});

const REFUSED: readonly (readonly [string, Partial<CoreMetadata>, string])[] = [
  ['summary', { summary: 'Tide' }, 'The form says Summary "Tide", which METADATA does not: upload with the tool that built the file.'],
  ['author', { author: 'Ada' }, 'The form says Author "Ada", which METADATA does not: upload with the tool that built the file.'],
  [
    'classifiers',
    { classifiers: ['C'] },
    'The form lacks Classifier "A :: B", which METADATA has: upload with the tool that built the file.',
  ],
  [
    'requires_dist',
    { requiresDist: ['a>=2', 'b; extra == "x"'] },
    'The form says Requires-Dist "a>=2", which METADATA does not: upload with the tool that built the file.',
  ],
  [
    'metadata_version',
    { metadataVersion: '2.5' },
    'The form says Metadata-Version "2.5", but METADATA says "2.4": upload with the tool that built the file.',
  ],
];

for (const [field, form, message] of REFUSED) {
  test(`another ${field} in the form is refused, and said precisely`, () => {
    assert.throws(() => compare(form), { name: 'Refusal', code: 'upload.metadata-mismatch', field, message });
  });
}
