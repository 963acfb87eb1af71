import { Refusal } from '../base/refusal.ts';
import { normalizeProjectName, type ProjectName, parseProjectName, underscored } from './project-name.ts';
import { findVersion, type Version } from './version.ts';

/** The name of a source distribution: it can be written in one way only. */
export interface SdistFilename {
  readonly kind: 'sdist';
  readonly filename: string;
  readonly name: ProjectName;
  readonly version: Version;
}

/** The name of a wheel. Tag sets are in lower case, in the order written, each tag once. */
export interface WheelFilename {
  readonly kind: 'wheel';
  readonly filename: string;
  readonly name: ProjectName;
  readonly version: Version;
  /** The version as the filename spells it: the wheel's own folders carry the same spelling. */
  readonly versionText: string;
  /** Digits and what follows them, or undefined: tells apart two builds of one wheel. */
  readonly build: string | undefined;
  readonly pythonTags: readonly string[];
  readonly abiTags: readonly string[];
  readonly platformTags: readonly string[];
}

export type DistributionFilename = SdistFilename | WheelFilename;

/** Longest filename, in bytes. */
export const MAX_FILENAME_BYTES = 200;

const SDIST = '.tar.gz';
const WHEEL = '.whl';
const TAGS = /^[a-z0-9_.]+$/;
const BUILD = /^\d[A-Za-z0-9_.]*$/;

/**
 * Reads the name of an uploaded file; an sdist must be written in its one right form, a wheel must start with the right form of its name.
 *
 * @throws Refusal `upload.bad-filename`
 * @see PEP 625; the binary distribution format, "File name convention"
 */
export function parseDistributionFilename(text: string): DistributionFilename {
  checkCharacters(text);

  const lowered = text.toLowerCase();
  if (lowered.endsWith(SDIST)) return parseSdist(text);
  if (lowered.endsWith(WHEEL)) return parseWheel(text);
  if (lowered.endsWith('.zip')) throw badFilename(`"${text}" must be a .tar.gz file: build the sdist again with a current build tool.`);
  throw badFilename(`"${text}" is neither an sdist (.tar.gz) nor a wheel (.whl): upload one of these.`);
}

/** The only right filename of a version's sdist. */
export function sdistFilename(name: ProjectName, version: Version): string {
  return `${underscored(name)}-${version.text}${SDIST}`;
}

function checkCharacters(text: string): void {
  if (text === '') throw badFilename('The uploaded file has no name: send one with the file.');
  if (/[\u0000-\u001f\u007f]/.test(text)) throw badFilename('The filename contains a control character: rename the file.');
  if (/[/\\]/.test(text)) throw badFilename('The filename contains a slash or backslash: send the name without its folder.');
  if (/[^\u0020-\u007e]/.test(text)) throw badFilename('The filename contains characters outside ASCII: rename the file.');
  if (text.length > MAX_FILENAME_BYTES) {
    throw badFilename(`The filename is too long (${text.length} bytes): at most ${MAX_FILENAME_BYTES} are allowed.`);
  }
  if (!/^[A-Za-z0-9._+!-]+$/.test(text)) {
    throw badFilename('The filename may contain only letters, digits, ".", "_", "+", "!" and "-": rename the file.');
  }
}

function parseSdist(text: string): SdistFilename {
  const stem = text.slice(0, -SDIST.length);
  const hyphen = stem.lastIndexOf('-');
  const version = hyphen < 1 ? undefined : findVersion(stem.slice(hyphen + 1));
  if (version === undefined) throw badFilename(`"${text}" is no sdist filename: it must be the name, a hyphen, the version and ${SDIST}.`);

  const name = nameOf(stem.slice(0, hyphen), text);
  const right = sdistFilename(name, version);
  if (text !== right) throw badFilename(`"${text}" must be named "${right}": build it again with a current build tool.`);
  return { kind: 'sdist', filename: text, name, version };
}

function parseWheel(text: string): WheelFilename {
  if (!text.endsWith(WHEEL)) throw badFilename(`"${text}" must end in "${WHEEL}" in lower-case letters: rename the file.`);
  const parts = text.slice(0, -WHEEL.length).split('-');
  if (parts.length !== 5 && parts.length !== 6) {
    throw badFilename(`"${text}" is no wheel filename: it must be name-version[-build]-python-abi-platform${WHEEL}.`);
  }

  const [written = '', versionText = ''] = parts;
  const name = nameOf(written, text);
  if (written !== underscored(name)) {
    throw badFilename(
      `"${text}" must start with "${underscored(name)}-" instead of "${written}-": build it again with a current build tool.`,
    );
  }
  const version = findVersion(versionText);
  if (version === undefined) throw badFilename(`"${versionText}" in "${text}" is no version: write it like 1.0, 1.0rc1 or 1.0.post1.`);

  const build = parts.length === 6 ? parts[2] : undefined;
  if (build !== undefined && !BUILD.test(build)) {
    throw badFilename(`The build tag "${build}" in "${text}" must start with a digit, then letters, digits, "_" or ".".`);
  }
  const [pythonTags, abiTags, platformTags] = [tagSet(parts.at(-3), text), tagSet(parts.at(-2), text), tagSet(parts.at(-1), text)];
  return { kind: 'wheel', filename: text, name, version, versionText, build, pythonTags, abiTags, platformTags };
}

function nameOf(written: string, text: string): ProjectName {
  try {
    return parseProjectName(written).name;
  } catch (cause) {
    const wrong = normalizeProjectName(written) === '' ? 'has no project name' : `does not start with a valid project name ("${written}")`;
    throw badFilename(`"${text}" ${wrong}: name the file after the project.`, cause);
  }
}

function tagSet(part: string | undefined, text: string): readonly string[] {
  const lowered = (part ?? '').toLowerCase();
  const tags = lowered.split('.');
  if (!TAGS.test(lowered) || tags.includes('')) {
    throw badFilename(`"${part}" in "${text}" is no set of tags: write tags of letters, digits and "_", with "." between them.`);
  }
  return [...new Set(tags)];
}

function badFilename(message: string, cause?: unknown): Refusal {
  return new Refusal('invalid', 'upload.bad-filename', message, { cause, field: 'content' });
}
