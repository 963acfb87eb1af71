import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anSdist, aWheel } from '../../tests/support/distributions.ts';
import { firstOnPath } from '../../tests/support/programs.ts';
import { sha256Of } from '../../tests/support/send-upload.ts';

/** Where a client finds the index, and with what it may publish. */
export interface Index {
  readonly uploadUrl: string;
  readonly simpleUrl: string;
  readonly token: string;
}

/** What a client program is run with: its own folder, which is its home too, so that nobody's settings reach it. */
export interface Bench {
  readonly program: string;
  readonly folder: string;
  readonly project: string;
  readonly index: Index;
}

export interface Ran {
  readonly isDone: boolean;
  /** Everything that it printed. */
  readonly text: string;
}

/** A program that publishes a project of its own. */
export interface PublishingClient {
  readonly name: string;
  /** The project that it publishes, `proof-by-<name>` without it. */
  readonly project?: string;
  readonly find: () => string | undefined;
  readonly publish: (bench: Bench) => Ran;
}

/** Clients that publish, in the order in which README names them. */
export const PUBLISHING: readonly PublishingClient[] = [
  { name: 'twine', find: () => firstOnPath('twine'), publish: publishByTwine },
  { name: 'uv', find: () => firstOnPath('uv'), publish: publishByUv },
  // Debian's flit keeps hyphens in the name of an sdist, which PEP 625 no longer allows.
  { name: 'flit', project: 'proofbyflit', find: () => firstOnPath('flit'), publish: publishByFlit },
  { name: 'poetry', find: () => firstOnPath('poetry'), publish: publishByPoetry },
  { name: 'pdm', find: () => firstOnPath('pdm'), publish: publishByPdm },
  { name: 'hatch', find: () => firstOnPath('hatch'), publish: publishByHatch },
  { name: 'curl', find: () => firstOnPath('curl'), publish: publishByCurl },
];

const TIMEOUT_MS = 180_000;

/** Runs a client with an environment of only what it needs. */
export function runClient({ program, folder }: Bench, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Ran {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    timeout: TIMEOUT_MS,
    env: { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8', PYTHONWARNINGS: 'ignore', NO_COLOR: '1', ...environment },
  });
  return { isDone: done.status === 0, text: `${done.stdout}${done.stderr}${done.error?.message ?? ''}` };
}

/** Builds a wheel and an sdist into `dist`; gives their file names. */
function buildDist({ folder, project }: Bench): readonly string[] {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  // The newest version of the metadata that every client since 2022 reads.
  const built = [aWheel(project, '1.0', { metadataVersion: '2.1' }), anSdist(project, '1.0', { metadataVersion: '2.1' })];
  for (const { filename, bytes } of built) writeFileSync(join(folder, 'dist', filename), bytes);
  return built.map(({ filename }) => filename);
}

function writeProject({ folder, project }: Bench, more: string): void {
  const head = `[project]\nname = "${project}"\nversion = "1.0"\ndescription = "Made to be published"\nrequires-python = ">=3.8"\n`;
  writeFileSync(join(folder, 'pyproject.toml'), `${head}${more}`);
}

const OWN_BACKEND = '[build-system]\nrequires = []\nbuild-backend = "own_backend"\nbackend-path = ["backend"]\n';

function publishByTwine(bench: Bench): Ran {
  const files = buildDist(bench).map((file) => join('dist', file));
  const { uploadUrl, token } = bench.index;
  return runClient(bench, ['upload', '--non-interactive', '--repository-url', uploadUrl, '-u', '__token__', ...files], {
    TWINE_PASSWORD: token,
  });
}

function publishByUv(bench: Bench): Ran {
  const files = buildDist(bench).map((file) => join('dist', file));
  const { uploadUrl, token } = bench.index;
  return runClient(bench, ['publish', '--no-cache', '--publish-url', uploadUrl, ...files], { UV_PUBLISH_TOKEN: token });
}

/** flit builds what it publishes. */
function publishByFlit(bench: Bench): Ran {
  writeProject(bench, '[build-system]\nrequires = ["flit_core>=3.2"]\nbuild-backend = "flit_core.buildapi"\n');
  const module = bench.project.replaceAll('-', '_');
  mkdirSync(join(bench.folder, module), { recursive: true });
  writeFileSync(join(bench.folder, module, '__init__.py'), '"""Made to be published"""\n__version__ = "1.0"\n');
  const { uploadUrl, token } = bench.index;
  return runClient(bench, ['publish', '--no-setup-py'], { FLIT_INDEX_URL: uploadUrl, FLIT_USERNAME: '__token__', FLIT_PASSWORD: token });
}

function publishByPoetry(bench: Bench): Ran {
  buildDist(bench);
  writeProject(bench, OWN_BACKEND);
  const { uploadUrl, token } = bench.index;
  const environment = { POETRY_REPOSITORIES_KEYHOUSE_URL: uploadUrl, POETRY_HTTP_BASIC_KEYHOUSE_USERNAME: '__token__' };
  return runClient(bench, ['publish', '--no-interaction', '--repository', 'keyhouse'], {
    ...environment,
    POETRY_HTTP_BASIC_KEYHOUSE_PASSWORD: token,
  });
}

function publishByPdm(bench: Bench): Ran {
  buildDist(bench);
  writeProject(bench, OWN_BACKEND);
  const { uploadUrl, token } = bench.index;
  return runClient(bench, ['publish', '--no-build', '--repository', uploadUrl], {
    ...{ PDM_PUBLISH_USERNAME: '__token__', PDM_PUBLISH_PASSWORD: token, PDM_CHECK_UPDATE: '0' },
  });
}

function publishByHatch(bench: Bench): Ran {
  buildDist(bench);
  const { uploadUrl, token } = bench.index;
  return runClient(bench, ['publish', '--no-prompt', '--repo', uploadUrl, 'dist'], {
    HATCH_INDEX_USER: '__token__',
    HATCH_INDEX_AUTH: token,
  });
}

/** One request for each file: what a script does that has no Python. */
function publishByCurl(bench: Bench): Ran {
  const { uploadUrl, token } = bench.index;
  let text = '';
  for (const file of buildDist(bench)) {
    const isWheel = file.endsWith('.whl');
    const fields = [':action=file_upload', 'protocol_version=1', 'metadata_version=2.1', `name=${bench.project}`, 'version=1.0'];
    fields.push(`sha256_digest=${sha256Of(readFileSync(join(bench.folder, 'dist', file)))}`);
    fields.push(`filetype=${isWheel ? 'bdist_wheel' : 'sdist'}`, `pyversion=${isWheel ? 'py3' : 'source'}`, `content=@dist/${file}`);
    const form = fields.flatMap((field) => ['-F', field]);
    const ran = runClient(bench, ['--silent', '--show-error', '--fail-with-body', '-u', `__token__:${token}`, ...form, uploadUrl]);
    text += ran.text;
    if (!ran.isDone) return { isDone: false, text };
  }
  return { isDone: true, text };
}
