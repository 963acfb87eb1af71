import { fromUtf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import type { WheelFilename } from './filename.ts';
import { quote } from './quote.ts';

/**
 * Makes sure that the file WHEEL inside a wheel says what the filename says: the tags, all of them, and the build. It must be of
 * version 1, the only one that installers read.
 *
 * @throws Refusal `upload.wheel-mismatch`
 * @see PEP 427, "File contents"
 */
export function checkWheelFile(bytes: Uint8Array, filename: WheelFilename): void {
  const text = fromUtf8(bytes);
  if (text === undefined) throw bad('is not valid UTF-8: build the wheel again');
  const fields = readFields(text);

  const version = only(fields, 'wheel-version');
  if (version === undefined || !/^1\.\d{1,4}$/.test(version)) {
    throw bad(`says Wheel-Version ${version === undefined ? 'not at all' : quote(version)}: it must be 1.0`);
  }
  const pure = only(fields, 'root-is-purelib')?.toLowerCase();
  if (pure !== 'true' && pure !== 'false') throw bad('must say Root-Is-Purelib: true, or false');
  const build = only(fields, 'build');
  if ((build ?? '') !== (filename.build ?? '')) {
    throw bad(`says ${build === undefined ? 'no Build' : `Build ${quote(build)}`}, but the filename ${filename.build ?? 'has none'}`);
  }
  compareTags(fields.get('tag') ?? [], filename);
}

/** The lines `Tag: py3-none-any` are the product of the three tag sets of the filename; some tools write the sets in one line. */
function compareTags(written: readonly string[], { pythonTags, abiTags, platformTags, filename }: WheelFilename): void {
  const said = new Set(written.map((tag) => tag.toLowerCase()));
  if (said.size === 1 && said.has([pythonTags, abiTags, platformTags].map((tags) => tags.join('.')).join('-'))) return;
  const right = new Set(
    pythonTags.flatMap((python) => abiTags.flatMap((abi) => platformTags.map((platform) => `${python}-${abi}-${platform}`))),
  );
  const [missing] = right.difference(said);
  if (missing !== undefined) throw bad(`does not list the tag ${quote(missing)} of the filename ${quote(filename, 120)}`);
  const [other] = said.difference(right);
  if (other !== undefined) throw bad(`lists the tag ${quote(other)}, which the filename ${quote(filename, 120)} does not have`);
}

function readFields(text: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1 || fields.size > 100) throw bad(`has a line that is no field, ${quote(line)}`);
    const name = line.slice(0, colon).toLowerCase();
    const values = fields.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    fields.set(name, values);
  }
  return fields;
}

function only(fields: ReadonlyMap<string, readonly string[]>, name: string): string | undefined {
  const values = fields.get(name) ?? [];
  if (values.length > 1) throw bad(`gives ${name} ${values.length} times: keep one`);
  return values[0];
}

function bad(complaint: string): Refusal {
  return new Refusal('invalid', 'upload.wheel-mismatch', `WHEEL inside the wheel ${complaint}.`, { field: 'content' });
}
