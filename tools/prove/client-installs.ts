import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, firstOnPath } from '../../tests/support/programs.ts';
import type { ListedFile } from '../../tests/support/read-index.ts';
import { sha256Of } from '../../tests/support/send-upload.ts';
import { type Bench, type Ran, runClient } from './client-programs.ts';

/** A program that gets a project from the index: what is asked for is `<project>==1.0`, and what must come is listed. */
export interface InstallingClient {
  readonly name: string;
  readonly what: string;
  readonly find: () => string | undefined;
  readonly install: (bench: Bench, wheel: ListedFile) => Ran;
}

/** Clients that install or lock, each with the hashes of the index. */
export const INSTALLING: readonly InstallingClient[] = [
  { name: 'pip', what: 'pip install --require-hashes', find: () => findProgram('pip'), install: installByPip },
  { name: 'pip', what: 'pip download', find: () => findProgram('pip'), install: downloadByPip },
  { name: 'uv', what: 'uv pip install', find: () => firstOnPath('uv'), install: installByUv },
  { name: 'poetry', what: 'poetry add --lock', find: () => firstOnPath('poetry'), install: lockByPoetry },
  { name: 'pdm', what: 'pdm lock', find: () => firstOnPath('pdm'), install: lockByPdm },
  { name: 'curl', what: 'curl of the file', find: () => firstOnPath('curl'), install: downloadByCurl },
];

const PIP_ENVIRONMENT = { PIP_NO_CACHE_DIR: '1', PIP_CONFIG_FILE: '/dev/null', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

function installByPip(bench: Bench, wheel: ListedFile): Ran {
  writeFileSync(join(bench.folder, 'requirements.txt'), `${bench.project}==1.0 --hash=sha256:${wheel.sha256}\n`);
  const args = ['-m', 'pip', 'install', '--no-deps', '--require-hashes', '--target', 'site', '--index-url', bench.index.simpleUrl];
  return andModule(bench, runClient(bench, [...args, '-r', 'requirements.txt'], PIP_ENVIRONMENT));
}

function downloadByPip(bench: Bench, wheel: ListedFile): Ran {
  const args = ['-m', 'pip', 'download', '--no-deps', '--dest', 'got', '--index-url', bench.index.simpleUrl, `${bench.project}==1.0`];
  return andBytes(bench, runClient(bench, args, PIP_ENVIRONMENT), join('got', wheel.filename), wheel);
}

function installByUv(bench: Bench): Ran {
  const args = ['pip', 'install', '--no-cache', '--no-config', '--target', 'site', '--index-url', bench.index.simpleUrl];
  return andModule(bench, runClient(bench, [...args, `${bench.project}==1.0`]));
}

function lockByPoetry(bench: Bench, wheel: ListedFile): Ran {
  const source = `[[tool.poetry.source]]\nname = "keyhouse"\nurl = "${bench.index.simpleUrl}"\npriority = "primary"\n`;
  writeAsker(bench, source);
  return andLocked(bench, runClient(bench, ['add', '--no-interaction', '--lock', `${bench.project}==1.0`]), 'poetry.lock', wheel);
}

function lockByPdm(bench: Bench, wheel: ListedFile): Ran {
  writeAsker(bench, `[[tool.pdm.source]]\nname = "pypi"\nurl = "${bench.index.simpleUrl}"\n`);
  const environment = { PDM_CHECK_UPDATE: '0', PDM_USE_VENV: '0' };
  return andLocked(bench, runClient(bench, ['add', '--no-sync', `${bench.project}==1.0`], environment), 'pdm.lock', wheel);
}

function downloadByCurl(bench: Bench, wheel: ListedFile): Ran {
  return andBytes(bench, runClient(bench, ['--silent', '--show-error', '--fail', '-o', 'got.whl', wheel.url]), 'got.whl', wheel);
}

/** A project that depends on the one that was published. */
function writeAsker({ folder }: Bench, source: string): void {
  const head = '[project]\nname = "asker"\nversion = "1.0"\ndescription = "Asks"\nrequires-python = ">=3.8"\ndependencies = []\n';
  writeFileSync(join(folder, 'pyproject.toml'), `${head}\n${source}`);
}

function andModule({ folder, project }: Bench, ran: Ran): Ran {
  const isThere = existsSync(join(folder, 'site', project.replaceAll('-', '_'), '__init__.py'));
  return isThere ? ran : { isDone: false, text: `${ran.text}\nthe module is not there` };
}

function andBytes({ folder }: Bench, ran: Ran, path: string, wheel: ListedFile): Ran {
  const file = join(folder, path);
  const isSame = existsSync(file) && sha256Of(readFileSync(file)) === wheel.sha256;
  return isSame ? ran : { isDone: false, text: `${ran.text}\nother bytes came than the index lists` };
}

function andLocked({ folder }: Bench, ran: Ran, name: string, wheel: ListedFile): Ran {
  const file = join(folder, name);
  const isThere = existsSync(file) && readFileSync(file, 'utf8').includes(`sha256:${wheel.sha256}`);
  return isThere ? ran : { isDone: false, text: `${ran.text}\nthe lock file does not name the hash of the index` };
}
