// Clients that come from a package registry: uv always, poetry, hatch and pdm in the long run. Without a registry they are skipped, and say so.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { anSdist, aWheel } from '../support/distributions.ts';
import { installClients } from '../support/python-clients.ts';
import { listAsJson } from '../support/read-index.ts';
import { type RanProgram, runProgram } from '../support/run-program.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';
import { isLongRun } from '../support/test-length.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhouse-interop-'));
const venv = join(folder, 'venv');
const skip = installClients(venv, isLongRun ? ['uv', 'poetry', 'hatch', 'pdm', 'unearth', 'hishel'] : ['uv']);
const skipOthers = isLongRun ? skip : 'not run: only npm run test:long fetches poetry, hatch and pdm';

const EXISTS = /File already exists: .*-1\.0\.tar\.gz was uploaded before and can not be replaced\. Use another version\./;

let keyhouse: Keyhouse;
let ada: Uploader;

before(async () => {
  if (skip !== false) return;
  keyhouse = await startKeyhouse();
  ada = await anUploader(keyhouse);
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  keyhouse?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A project's folder with a wheel and an sdist in `dist`. */
function aProject(name: string): string {
  const project = join(folder, name);
  mkdirSync(join(project, 'dist'), { recursive: true });
  for (const { filename, bytes } of [aWheel(name, '1.0'), anSdist(name, '1.0')]) writeFileSync(join(project, 'dist', filename), bytes);
  writeFileSync(join(project, 'pyproject.toml'), `[project]\nname = "${name}"\nversion = "1.0"\nrequires-python = ">=3.8"\n`);
  return project;
}

/** The same file name with other bytes. */
function changeSdist(project: string, name: string): void {
  const { filename, bytes } = anSdist(name, '1.0', { summary: 'changed' });
  writeFileSync(join(project, 'dist', filename), bytes);
}

function run(program: string, args: readonly string[], project: string, variables: Readonly<Record<string, string>> = {}): RanProgram {
  const path = `${join(venv, 'bin')}:${process.env['PATH']}`;
  const apart = { HOME: folder, UV_CACHE_DIR: join(folder, 'uv'), UV_NO_CONFIG: '1', UV_PYTHON_DOWNLOADS: 'never', PDM_CHECK_UPDATE: '0' };
  return runProgram(join(venv, 'bin', program), args, { folder: project, variables: { PATH: path, ...apart, ...variables } });
}

async function published(name: string): Promise<void> {
  const names = (await listAsJson(keyhouse.origin, name)).map(({ filename }) => filename);
  assert.deepEqual(names, [`${name}-1.0-py3-none-any.whl`, `${name}-1.0.tar.gz`]);
}

test('uv publishes, passes over what is there, and shows why a changed file is refused', { skip }, async () => {
  const project = aProject('urchin');
  const args = ['publish', '--publish-url', `${keyhouse.origin}/legacy/`, '--token', ada.token];

  const first = run('uv', args, project);
  const again = run('uv', [...args, '--check-url', `${keyhouse.origin}/simple/`], project);
  changeSdist(project, 'urchin');
  const changed = run('uv', args, project);

  assert.equal(first.status, 0, first.text);
  await published('urchin');
  assert.match(again.text, /File urchin-1\.0\.tar\.gz already exists, skipping/);
  assert.notEqual(changed.status, 0);
  assert.match(changed.text, EXISTS);
});

test('uv installs with what a project needs, and with hashes', { skip }, async () => {
  const project = aProject('otter');
  run('uv', ['publish', '--publish-url', `${keyhouse.origin}/legacy/`, '--token', ada.token], project);
  const index = ['--index-url', `${keyhouse.origin}/simple/`];
  writeFileSync(join(project, 'in.txt'), 'otter==1.0\n');

  const locked = run('uv', ['pip', 'compile', ...index, '--generate-hashes', '-o', 'out.txt', 'in.txt'], project);
  const installed = run('uv', ['pip', 'install', ...index, '--require-hashes', '--target', 'site', '-r', 'out.txt'], project);

  assert.equal(locked.status, 0, locked.text);
  assert.equal(installed.status, 0, installed.text);
  assert.ok(readdirSync(join(project, 'site')).includes('otter-1.0.dist-info'));
});

test('poetry publishes with a token, passes over what is there, and shows why a changed file is refused', {
  skip: skipOthers,
}, async () => {
  const project = aProject('cormorant');
  const variables = { POETRY_REPOSITORIES_HERE_URL: `${keyhouse.origin}/legacy/`, POETRY_PYPI_TOKEN_HERE: ada.token };
  const args = ['publish', '--repository', 'here', '--no-interaction'];

  const first = run('poetry', args, project, variables);
  changeSdist(project, 'cormorant');
  const changed = run('poetry', args, project, variables);
  const skipped = run('poetry', [...args, '--skip-existing'], project, variables);

  assert.equal(first.status, 0, first.text);
  await published('cormorant');
  assert.equal(skipped.status, 0, skipped.text);
  assert.match(changed.text, EXISTS);
});

test('hatch publishes with a token and shows why a changed file is refused', { skip: skipOthers }, async () => {
  const project = aProject('puffin');
  const variables = { HATCH_INDEX_REPO: `${keyhouse.origin}/legacy/`, HATCH_INDEX_USER: '__token__', HATCH_INDEX_AUTH: ada.token };

  const first = run('hatch', ['publish', '--no-prompt'], project, variables);
  changeSdist(project, 'puffin');
  const changed = run('hatch', ['publish', '--no-prompt', 'dist/puffin-1.0.tar.gz'], project, variables);

  assert.equal(first.status, 0, first.text);
  await published('puffin');
  assert.match(changed.text, EXISTS);
});

test('pdm publishes with a token and shows why a changed file is refused', { skip: skipOthers }, async () => {
  const project = aProject('gannet');
  const variables = {
    PDM_PUBLISH_REPO: `${keyhouse.origin}/legacy/`,
    PDM_PUBLISH_USERNAME: '__token__',
    PDM_PUBLISH_PASSWORD: ada.token,
  };

  const first = run('pdm', ['publish', '--no-build'], project, variables);
  changeSdist(project, 'gannet');
  const changed = run('pdm', ['publish', '--no-build'], project, variables);

  assert.equal(first.status, 0, first.text);
  await published('gannet');
  assert.match(changed.text, EXISTS);
});
