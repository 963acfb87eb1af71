import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFragment } from 'parse5';
import { millis } from '../base/brands.ts';
import type { ProjectName } from './project-name.ts';
import {
  isoMicroseconds,
  renderIndexHtml,
  renderIndexJson,
  renderProjectHtml,
  renderProjectJson,
  type SimpleFile,
  type SimpleProject,
} from './simple-format.ts';
import { parseVersion } from './version.ts';

const SHA = 'ab'.repeat(32);
const METADATA_SHA = 'cd'.repeat(32);

const SDIST: SimpleFile = {
  filename: 'demo-1.10.tar.gz',
  version: parseVersion('1.10'),
  url: 'https://host/packages/ab/ab/demo-1.10.tar.gz',
  sha256: SHA,
  size: 12,
  uploadedAt: millis(1_700_000_000_120),
  requiresPython: undefined,
  yanked: false,
  metadataSha256: undefined,
  provenanceUrl: undefined,
};
const WHEEL: SimpleFile = {
  ...SDIST,
  filename: 'demo-1.9-py3-none-any.whl',
  version: parseVersion('1.9'),
  url: 'https://host/packages/ab/ab/demo-1.9-py3-none-any.whl',
  requiresPython: '<4,>=3.8',
  yanked: 'broken <b>"&',
  metadataSha256: METADATA_SHA,
  provenanceUrl: 'https://host/integrity/demo/1.9/x/provenance',
};
const PROJECT: SimpleProject = { name: 'demo' as ProjectName, status: 'active', serial: 7, files: [SDIST, WHEEL] };

test('a project is written as compact JSON with sorted keys and one line end', () => {
  assert.equal(
    renderProjectJson(PROJECT),
    `{"files":[{"core-metadata":{"sha256":"${METADATA_SHA}"},"data-dist-info-metadata":{"sha256":"${METADATA_SHA}"},"filename":"demo-1.9-py3-none-any.whl",` +
      `"hashes":{"sha256":"${SHA}"},"provenance":"https://host/integrity/demo/1.9/x/provenance","requires-python":"<4,>=3.8","size":12,` +
      `"upload-time":"2023-11-14T22:13:20.120000Z","url":"https://host/packages/ab/ab/demo-1.9-py3-none-any.whl","yanked":"broken <b>\\"&"},` +
      `{"core-metadata":false,"data-dist-info-metadata":false,"filename":"demo-1.10.tar.gz","hashes":{"sha256":"${SHA}"},"provenance":null,` +
      `"requires-python":null,"size":12,"upload-time":"2023-11-14T22:13:20.120000Z","url":"https://host/packages/ab/ab/demo-1.10.tar.gz","yanked":false}],` +
      `"meta":{"_last-serial":7,"api-version":"1.4"},"name":"demo","project-status":{"status":"active"},"versions":["1.9","1.10"]}\n`,
  );
});

test('a project is written as HTML in the frozen form', () => {
  assert.equal(
    renderProjectHtml(PROJECT),
    `<!DOCTYPE html>
<html>
  <head>
    <meta name="pypi:repository-version" content="1.4">
<meta name="pypi:project-status" content="active">    <title>Links for demo</title>
  </head>
  <body>
    <h1>Links for demo</h1>
<a href="https://host/packages/ab/ab/demo-1.9-py3-none-any.whl#sha256=${SHA}" data-requires-python="&lt;4,&gt;=3.8" data-yanked="broken &lt;b&gt;&#34;&amp;" data-dist-info-metadata="sha256=${METADATA_SHA}" data-core-metadata="sha256=${METADATA_SHA}" data-provenance="https://host/integrity/demo/1.9/x/provenance">demo-1.9-py3-none-any.whl</a><br />
<a href="https://host/packages/ab/ab/demo-1.10.tar.gz#sha256=${SHA}" >demo-1.10.tar.gz</a><br />
</body>
</html>
<!--SERIAL 7-->`,
  );
});

test('a yank without a reason is true in JSON and an empty attribute in HTML', () => {
  const project = { ...PROJECT, files: [{ ...SDIST, yanked: '' }] };

  assert.match(renderProjectJson(project), /"yanked":true\}/);
  assert.match(renderProjectHtml(project), /" data-yanked="" >demo/);
});

test('a quarantined project shows its status and no file', () => {
  const project: SimpleProject = { ...PROJECT, status: 'quarantined' };

  assert.equal(
    renderProjectJson(project),
    '{"files":[],"meta":{"_last-serial":7,"api-version":"1.4"},"name":"demo","project-status":{"status":"quarantined"},"versions":[]}\n',
  );
  assert.doesNotMatch(renderProjectHtml(project), /<a /);
});

test('the order of the files handed over makes no difference', () => {
  const turned = { ...PROJECT, files: PROJECT.files.toReversed() };

  assert.equal(renderProjectJson(turned), renderProjectJson(PROJECT));
  assert.equal(renderProjectHtml(turned), renderProjectHtml(PROJECT));
});

const INDEX = {
  serial: 9,
  projects: [
    { name: 'demo' as ProjectName, display: 'Demo', serial: 7 },
    { name: 'zoo-x' as ProjectName, display: 'zoo.X', serial: 9 },
  ],
};

test('the index is written as JSON with the spelling to show', () => {
  assert.equal(
    renderIndexJson(INDEX),
    '{"meta":{"_last-serial":9,"api-version":"1.4"},"projects":[{"_last-serial":7,"name":"Demo"},{"_last-serial":9,"name":"zoo.X"}]}\n',
  );
});

test('the index is written as HTML with links by normalised name', () => {
  assert.equal(
    renderIndexHtml(INDEX),
    `<!DOCTYPE html>
<html>
  <head>
    <meta name="pypi:repository-version" content="1.4">
    <title>Simple index</title>
  </head>
  <body>
<a href="/simple/demo/">Demo</a>
<a href="/simple/zoo-x/">zoo.X</a>
</body>
</html>`,
  );
});

test('a moment is written with six digits after the second, also when they are zeros', () => {
  assert.equal(isoMicroseconds(millis(0)), '1970-01-01T00:00:00.000000Z');
});

test('every text that a person wrote is read back from the HTML and the JSON as it was', () => {
  const text = fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', 'amp;', '#', ' ', 'é', '\n', '\r', '-->', '</a>', '\u2028', 'x'),
  });

  fc.assert(
    fc.property(text, text, (reason, specifiers) => {
      const project = { ...PROJECT, files: [{ ...SDIST, yanked: reason, requiresPython: specifiers || undefined }] };

      const [file] = JSON.parse(renderProjectJson(project)).files;
      assert.equal(file.yanked, reason || true);
      assert.equal(file['requires-python'], specifiers || null);

      const read = attributesOf(renderProjectHtml(project).split('</h1>\n')[1] ?? '');
      assert.equal(read.get('data-yanked'), reason);
      assert.equal(read.get('data-requires-python'), specifiers || undefined);
    }),
    { seed: 503, numRuns: 300 },
  );
});

/** Of the only link in a fragment. */
function attributesOf(fragment: string): ReadonlyMap<string, string> {
  const [link] = parseFragment(fragment).childNodes;
  assert.ok(link !== undefined && 'attrs' in link);
  return new Map(link.attrs.map(({ name, value }) => [name, value]));
}
