// Writes the published lists that uploads are held to, from the Python packages that carry them: `node tools/write-lists.ts` after
// `pip install --upgrade trove-classifiers packaging`. Ids of licences are only added: none was ever taken back.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DATA = join(import.meta.dirname, '../src/python/data');

const SCRIPT = `
import importlib.metadata, json, trove_classifiers
from packaging.licenses import _spdx
ids = lambda table: [entry["id"] for entry in table.values()]
print(json.dumps({
    "classifiers": trove_classifiers.sorted_classifiers, "deprecated": trove_classifiers.deprecated_classifiers,
    "version": importlib.metadata.version("trove-classifiers"), "packaging": importlib.metadata.version("packaging"),
    "licenses": ids(_spdx.LICENSES), "exceptions": ids(_spdx.EXCEPTIONS),
}))`;

interface Published {
  readonly classifiers: readonly string[];
  readonly deprecated: Readonly<Record<string, readonly string[]>>;
  /** Year, month, day and a count, with dots between. */
  readonly version: string;
  readonly packaging: string;
  readonly licenses: readonly string[];
  readonly exceptions: readonly string[];
}

const { version, packaging, classifiers, deprecated, ...spdx } = JSON.parse(
  execFileSync('python3', ['-c', SCRIPT], { encoding: 'utf8' }),
) as Published;
const date = version
  .split('.', 3)
  .map((part) => part.padStart(2, '0'))
  .join('-');
write('classifiers.json', { from: `trove-classifiers ${version}`, date, classifiers, deprecated });

const known = JSON.parse(readFileSync(join(DATA, 'spdx.json'), 'utf8')) as { from: string; licenses: string[]; exceptions: string[] };
const merged = (one: readonly string[], other: readonly string[]): readonly string[] => [...new Set([...one, ...other])].sort();
write('spdx.json', {
  from: known.from.replace(/packaging [\d.]+/, `packaging ${packaging}`),
  licenses: merged(known.licenses, spdx.licenses),
  exceptions: merged(known.exceptions, spdx.exceptions),
});

function write(name: string, list: object): void {
  writeFileSync(join(DATA, name), `${JSON.stringify(list, undefined, 2)}\n`);
}
