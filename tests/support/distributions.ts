import { createHash } from 'node:crypto';
import { aTarGz, aZip, type TarMember, type ZipMember } from './archives.ts';

/** A distribution as a client uploads it. */
export interface Distribution {
  readonly filename: string;
  readonly bytes: Buffer;
  /** The text of METADATA or PKG-INFO. */
  readonly metadata: string;
}

/** What may differ from the plainest distribution. */
export interface DistributionOptions {
  readonly summary?: string;
  readonly description?: string;
  readonly descriptionContentType?: string;
  /** Header lines of the metadata, each whole, without a line break: `Requires-Python: >=3.9`. */
  readonly metadataLines?: readonly string[];
  /** Whole text of METADATA or PKG-INFO, in place of the one made from the rest. */
  readonly metadata?: string;
  readonly metadataVersion?: string;
  /** More files: their paths below the top of the wheel or of the sdist's folder, and what is in them. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface WheelOptions extends DistributionOptions {
  /** `py3-none-any` by default. */
  readonly tags?: string;
  /** Build tag, such as `1`. */
  readonly build?: string;
  /** Text of RECORD in place of the right one. */
  readonly record?: string;
  /** Files that are not packed, so that the wheel is as large as they are. */
  readonly storedFiles?: Readonly<Record<string, Uint8Array>>;
  /** Members put behind the right ones as they are, not listed in RECORD. */
  readonly extraMembers?: readonly ZipMember[];
}

export interface SdistOptions extends DistributionOptions {
  readonly extraMembers?: readonly TarMember[];
}

/** A wheel that pip installs: one module that says its version, with right METADATA, WHEEL and RECORD. */
export function aWheel(name: string, version: string, options: WheelOptions = {}): Distribution {
  const module = moduleName(name);
  const info = `${module}-${version}.dist-info`;
  const metadata = metadataOf(name, version, options);
  const tags = options.tags ?? 'py3-none-any';
  const build = options.build === undefined ? '' : `-${options.build}`;

  const files: Record<string, string | Uint8Array> = {
    [`${module}/__init__.py`]: `__version__ = "${version}"\n`,
    ...options.files,
    ...options.storedFiles,
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: wheelText(tags, options.build),
  };
  const members = Object.entries(files).map(([path, content]) => ({
    name: path,
    content,
    ...(options.storedFiles?.[path] && { stored: true }),
  }));
  const record = options.record ?? recordOf(files, `${info}/RECORD`);
  const bytes = aZip([...members, { name: `${info}/RECORD`, content: record }, ...(options.extraMembers ?? [])]);
  return { filename: `${module}-${version}${build}-${tags}.whl`, bytes, metadata };
}

/** An sdist that pip builds without fetching anything: it brings its own build backend. */
export function anSdist(name: string, version: string, options: SdistOptions = {}): Distribution {
  const module = moduleName(name);
  const top = `${module}-${version}`;
  const metadata = metadataOf(name, version, options);
  const wheel = aWheel(name, version, { metadata });

  const files: Record<string, string | Uint8Array> = {
    'PKG-INFO': metadata,
    'pyproject.toml': PYPROJECT,
    [`${module}/__init__.py`]: `__version__ = "${version}"\n`,
    'backend/own_backend.py': backendText(wheel),
    ...options.files,
  };
  const members = Object.entries(files).map(([path, content]) => tarFile(`${top}/${path}`, content));
  return { filename: `${top}.tar.gz`, bytes: aTarGz([{ name: `${top}/` }, ...members, ...(options.extraMembers ?? [])]), metadata };
}

const PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "own_backend"\nbackend-path = ["backend"]\n';

function tarFile(name: string, content: string | Uint8Array): TarMember {
  return { name, content };
}

/** The name as it stands in file names. */
function moduleName(name: string): string {
  return name.replace(/[-_.]+/g, '_').toLowerCase();
}

function metadataOf(name: string, version: string, options: DistributionOptions): string {
  if (options.metadata !== undefined) return options.metadata;
  const lines = [
    `Metadata-Version: ${options.metadataVersion ?? '2.4'}`,
    `Name: ${name}`,
    `Version: ${version}`,
    ...(options.summary === undefined ? [] : [`Summary: ${options.summary}`]),
    ...(options.descriptionContentType === undefined ? [] : [`Description-Content-Type: ${options.descriptionContentType}`]),
    ...(options.metadataLines ?? []),
  ];
  return `${lines.join('\n')}\n${options.description === undefined ? '' : `\n${options.description}\n`}`;
}

function wheelText(tags: string, build: string | undefined): string {
  const [pythons = '', abis = '', platforms = ''] = tags.split('-');
  const lines = pythons
    .split('.')
    .flatMap((python) => abis.split('.').flatMap((abi) => platforms.split('.').map((at) => `Tag: ${python}-${abi}-${at}`)));
  const isPure = abis === 'none' && platforms === 'any';
  const head = [
    'Wheel-Version: 1.0',
    'Generator: keyhouse-tests',
    `Root-Is-Purelib: ${isPure}`,
    ...(build === undefined ? [] : [`Build: ${build}`]),
  ];
  return `${[...head, ...lines].join('\n')}\n`;
}

function recordOf(files: Readonly<Record<string, string | Uint8Array>>, ownPath: string): string {
  const lines = Object.entries(files).map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    return `${path},sha256=${digest},${Buffer.byteLength(Buffer.from(content))}`;
  });
  return `${[...lines, `${ownPath},,`].join('\n')}\n`;
}

/** A build backend (PEP 517) in a few lines: it hands out a wheel that was made with the sdist. */
function backendText(wheel: Distribution): string {
  return `import base64, pathlib

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    pathlib.Path(wheel_directory, ${JSON.stringify(wheel.filename)}).write_bytes(base64.b64decode(WHEEL))
    return ${JSON.stringify(wheel.filename)}

WHEEL = "${wheel.bytes.toString('base64')}"
`;
}
