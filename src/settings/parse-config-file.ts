import { Refusal } from '../base/refusal.ts';

const LINE = /^([A-Z][A-Z0-9_]*)[ \t]*=[ \t]*(.*)$/;
const QUOTED = /^(["'])(.*)\1$/;

/**
 * The settings of a file: `NAME=value` lines, empty lines, and comments that begin with `#`. Quotes around a whole value are taken off.
 *
 * @throws Refusal `config.file`, which names the line by its number: its text may be a secret
 */
export function parseConfigFile(path: string, text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value = ''] = LINE.exec(line) ?? [];
    if (name === undefined) throw badLine(path, index, 'is no setting. Write KEYHOUSE_NAME=value');
    if (!name.startsWith('KEYHOUSE_')) throw badLine(path, index, `sets ${name}, which is none of ours. Leave it out`);
    if (found.has(name)) throw badLine(path, index, `sets ${name} a second time. Leave one out`);
    found.set(name, QUOTED.exec(value)?.[2] ?? value);
  }
  return found;
}

function badLine(path: string, index: number, problem: string): Refusal {
  return new Refusal('invalid', 'config.file', `Line ${index + 1} of ${path} ${problem}.`);
}
