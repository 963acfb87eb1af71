import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fastestMs } from '../../tests/support/fastest.ts';
import { Refusal } from '../base/refusal.ts';
import { checkMetadata } from './check-metadata.ts';
import { buildMetadata, type CoreMetadata, LIST_FIELDS, TEXT_FIELDS } from './metadata.ts';

const PLAIN: CoreMetadata = {
  ...buildMetadata(
    () => undefined,
    () => [],
  ),
  metadataVersion: '2.6',
  name: 'Sample.Project',
  version: '1.0',
};

test('checked metadata carries normal forms', () => {
  const checked = checkMetadata({
    ...PLAIN,
    version: 'v1.0-RC1',
    requiresPython: ' >= 3.8,<4 ',
    providesExtra: ['Fast_Json'],
    requiresDist: ['Tide.Water [b,a] >=1.0, <2 ; python_version < "3.9"'],
    licenseExpression: 'mit and (apache-2.0 or gpl-3.0-only with gcc-exception-3.1)',
    projectUrls: ['Source, https://example.org/a,b', 'Docs , http://localhost:8000'],
  });

  assert.deepEqual(checked.project, { name: 'sample-project', display: 'Sample.Project' });
  assert.equal(checked.version.text, '1.0rc1');
  assert.equal(checked.fields.version, '1.0rc1');
  assert.equal(checked.fields.requiresPython, '<4,>=3.8');
  assert.deepEqual(checked.fields.providesExtra, ['fast-json']);
  assert.deepEqual(checked.fields.requiresDist, ['Tide.Water[a,b]<2,>=1.0; python_version < "3.9"']);
  assert.equal(checked.fields.licenseExpression, 'MIT AND (Apache-2.0 OR GPL-3.0-only WITH GCC-exception-3.1)');
  assert.deepEqual(checked.projectUrls, [
    { label: 'Source', url: 'https://example.org/a,b' },
    { label: 'Docs', url: 'http://localhost:8000' },
  ]);
});

const TAKEN: readonly Partial<CoreMetadata>[] = [
  { metadataVersion: '1.0' },
  { metadataVersion: '2.6' },
  { summary: 'é'.repeat(512) },
  { summary: '😀'.repeat(512) },
  { description: 'two\nlines', author: 'Ada', license: 'MIT' },
  { descriptionContentType: 'TEXT/Markdown; charset=utf-8; variant=GFM' },
  { descriptionContentType: 'text/markdown;variant="CommonMark";other=x' },
  { descriptionContentType: 'text/x-rst' },
  { homePage: 'HTTPS://example.org/%20?q=1#a', downloadUrl: 'http://example.org' },
  { dynamic: ['requires-dist', 'Summary'] },
  { licenseFiles: ['LICENSE', 'licenses/a..b'] },
  { licenseExpression: 'MIT' },
  { classifiers: ['Private :: Do Not Upload'] },
  { requiresPython: ',' },
  { version: '1.0+company.1' },
  { classifiers: ['Natural Language :: Ukranian', 'Shade :: Blue'] },
  { requiresDist: ['tidewater @ https://example.org/tidewater-1.0.tar.gz'] },
  { authorEmail: 'Ada <ada@example.org>, nonsense' },
  { authorEmail: 'Ada <>', maintainerEmail: '"Lovelace, Ada" <ada@workshop>' },
  { importNames: ['tidewater.pools ; private', 'tidewater'], importNamespaces: ['größe'] },
];

for (const fields of TAKEN) {
  test(`metadata with ${JSON.stringify(fields).slice(0, 80)} is taken`, () => {
    assert.equal(checkMetadata({ ...PLAIN, ...fields }).project.name, 'sample-project');
  });
}

const REFUSED: readonly (readonly [Partial<CoreMetadata>, RegExp])[] = [
  [{ metadataVersion: undefined }, /Metadata-Version is missing/],
  [{ metadataVersion: '2.0' }, /Metadata-Version can not be "2\.0"/],
  [{ metadataVersion: '1.3' }, /Metadata-Version/],
  [{ summary: 'one\ntwo' }, /one line/],
  [{ summary: 'one\u2028two' }, /one line/],
  [{ summary: 'x'.repeat(513) }, /at most 512 characters, this one has 513/],
  [{ descriptionContentType: 'text/html' }, /Description-Content-Type can not be "text\/html"/],
  [{ descriptionContentType: 'text/markdown; charset=latin-1' }, /no charset but UTF-8/],
  [{ descriptionContentType: 'text/markdown; variant=gfm' }, /the variant "gfm"/],
  [{ descriptionContentType: 'text/markdown; variant' }, /Description-Content-Type/],
  [{ homePage: 'irc://example.org' }, /Home-page can not be/],
  [{ homePage: 'javascript:alert(1)//http://' }, /Home-page/],
  [{ downloadUrl: 'https:example.org' }, /Download-URL/],
  [{ downloadUrl: 'https://' }, /Download-URL/],
  [{ downloadUrl: 'https://exa mple.org' }, /Download-URL/],
  [{ downloadUrl: 'https://example.org/\\evil' }, /Download-URL/],
  [{ projectUrls: ['https://example.org'] }, /must be a label/],
  [{ projectUrls: [', https://example.org'] }, /must be a label/],
  [{ projectUrls: [`${'x'.repeat(33)}, https://example.org`] }, /must be a label/],
  [{ projectUrls: ['A, https://a.org', 'A, https://b.org'] }, /label "A" twice/],
  [{ projectUrls: ['A,'] }, /Project-URL can not be ""/],
  [{ projectUrls: ['A, data:text/html,x'] }, /Project-URL/],
  [{ dynamic: ['Version'] }, /Dynamic can not name "Version"/],
  [{ dynamic: ['Nonsense'] }, /Dynamic/],
  [{ license: 'MIT', licenseExpression: 'MIT' }, /keep only License-Expression/],
  [{ licenseFiles: ['../LICENSE'] }, /License-File/],
  [{ licenseFiles: ['/LICENSE'] }, /License-File/],
  [{ licenseFiles: ['LICENSE*'] }, /License-File/],
  [{ licenseFiles: ['a\\LICENSE'] }, /License-File/],
  [{ providesExtra: ['-x'] }, /Provides-Extra/],
  [{ requiresPython: '3.8' }, /Requires-Python can not be "3\.8"/],
  [{ requiresPython: '>=3.8"><script>' }, /Requires-Python/],
  [{ authorEmail: 'Ada' }, /Author-email begins with "Ada", which is no mail address/],
  [{ maintainerEmail: 'Ada <test>' }, /Maintainer-email begins with "test"/],
  [{ authorEmail: 'ada@' }, /Author-email/],
];

const BY_RULE: readonly (readonly [string, 'public' | 'private', Partial<CoreMetadata>, RegExp])[] = [
  [
    'newer-field',
    'private',
    { metadataVersion: '1.2', dynamic: ['Summary'] },
    /^Dynamic came with Metadata-Version 2\.2, and this is "1\.2"/,
  ],
  ['newer-field', 'private', { metadataVersion: '2.3', licenseExpression: 'MIT' }, /License-Expression came with Metadata-Version 2\.4/],
  ['newer-field', 'private', { metadataVersion: '2.4', importNames: ['a'] }, /Import-Name came with Metadata-Version 2\.5/],
  ['unknown-license', 'private', { licenseExpression: 'Use-it-after-midnight' }, /names "Use-it-after-midnight", which is no SPDX license/],
  ['bad-requirement', 'private', { requiresDist: ['tidewater >> 1'] }, /"tidewater >> 1" is no requirement/],
  ['bad-requirement', 'private', { providesDist: ['-'] }, /is no requirement/],
  ['bad-import-name', 'private', { importNames: ['class'] }, /Import-Name can not be "class"/],
  ['bad-import-name', 'private', { importNamespaces: ['a; public'] }, /Import-Namespace can not be "a; public"/],
  ['local-version', 'public', { version: '1.0+Company' }, /The version 1\.0\+company has a local part, "\+company"/],
  ['unknown-classifier', 'public', { classifiers: ['Shade :: Blue'] }, /"Shade :: Blue" is not on the list of \d{4}-\d\d-\d\d/],
  ['unknown-classifier', 'public', { classifiers: ['Private :: Do Not Upload'] }, /"Private :: Do Not Upload" is not on the list/],
  [
    'deprecated-classifier',
    'public',
    { classifiers: ['Natural Language :: Ukranian'] },
    /deprecated: use "Natural Language :: Ukrainian"\.$/,
  ],
  ['deprecated-classifier', 'public', { classifiers: ['License :: OSI Approved :: X.Net License'] }, /deprecated: leave it out\.$/],
  [
    'direct-reference',
    'public',
    { requiresDist: ['a @ https://example.org/a.whl'] },
    /names a URL: a public index takes requirements by name/,
  ],
  ['bad-metadata', 'public', { authorEmail: 'ada@workshop' }, /Author-email begins with "ada@workshop"/],
];

for (const [rule, rules, fields, message] of BY_RULE) {
  test(`${rule} refuses ${JSON.stringify(fields).slice(0, 80)}`, () => {
    assert.throws(() => checkMetadata({ ...PLAIN, ...fields }, rules), { name: 'Refusal', code: `upload.${rule}`, message });
  });
}

test('of several problems the one of the first field is told, by the alphabet', () => {
  const wrong = { summary: '\n', homePage: 'x', licenseExpression: 'x', requiresPython: 'x', authorEmail: 'x' };

  assert.throws(() => checkMetadata({ ...PLAIN, ...wrong }), { field: 'author_email' });
  assert.throws(() => checkMetadata({ ...PLAIN, ...wrong, authorEmail: undefined }), { field: 'home_page' });
  assert.throws(() => checkMetadata({ ...PLAIN, ...wrong, authorEmail: undefined, homePage: undefined }), { field: 'license_expression' });
});

for (const [fields, message] of REFUSED) {
  test(`metadata with ${JSON.stringify(fields).slice(0, 80)} is refused`, () => {
    assert.throws(() => checkMetadata({ ...PLAIN, ...fields }), { name: 'Refusal', code: 'upload.bad-metadata', message });
  });
}

test('a missing or bad name or version is told before everything after it', () => {
  assert.throws(() => checkMetadata({ ...PLAIN, name: undefined, summary: '\n' }), { code: 'upload.bad-name' });
  assert.throws(() => checkMetadata({ ...PLAIN, version: 'one', summary: '\n' }), { code: 'upload.bad-version' });
});

test('any metadata is taken or refused', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('text/markdown;variant=GFM', 'A, https://x.org', '>=3', 'Name', 'a/../b'),
  );
  const field = fc.constantFrom(...TEXT_FIELDS, ...LIST_FIELDS).map((names) => names.field);

  fc.assert(
    fc.property(field, text, (name, value) => {
      try {
        checkMetadata({ ...PLAIN, [name]: Array.isArray(PLAIN[name]) ? [value, value] : value });
      } catch (error) {
        assert.equal(error instanceof Refusal, true, String(error));
      }
    }),
    { seed: 753, numRuns: 700 },
  );
});

test('64 KiB of hostile text in any field are answered within 50 ms', () => {
  for (const { field } of [...TEXT_FIELDS, ...LIST_FIELDS]) {
    for (const unit of [';', 'a=', ',', '/..', '.', 'https://', '1.']) {
      const value = unit.repeat(65_536 / unit.length);
      const check = (): void => {
        try {
          checkMetadata({ ...PLAIN, [field]: Array.isArray(PLAIN[field]) ? [value] : value }, 'public');
        } catch (error) {
          assert.equal(error instanceof Refusal, true);
        }
      };

      assert.ok(fastestMs(check, 50) < 50, `${field} ${unit}`);
    }
  }
});
