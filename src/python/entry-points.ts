import { fromUtf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { quote } from './quote.ts';

const SCRIPTS = ['console_scripts', 'gui_scripts'];
/** What a script may be called: installers write a file of that name. */
const SCRIPT_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

/**
 * Checks an entry_points.txt as installers read it: an INI file with "=" alone between name and value; names of scripts become files.
 *
 * @throws Refusal `upload.bad-entry-points`
 * @see the entry points specification
 */
export function checkEntryPoints(bytes: Uint8Array): void {
  const text = fromUtf8(bytes);
  if (text === undefined) throw bad('is not valid UTF-8: write it in UTF-8');
  const seen = new Set<string>();
  let group: string | undefined;
  let mayContinue = false;
  for (const line of text.split(/\r?\n/)) {
    const bare = line.trim();
    if (bare === '' || /^[#;]/.test(bare) || (mayContinue && /^[ \t]/.test(line))) continue;
    const heading = /^\[([^\]]+)\]$/.exec(bare)?.[1];
    mayContinue = heading === undefined;
    if (heading === undefined) checkLine(group, bare, seen);
    else group = once(seen, heading, `has the group ${quote(heading)} twice: keep one`);
  }
}

function checkLine(group: string | undefined, line: string, seen: Set<string>): void {
  const equals = line.indexOf('=');
  if (group === undefined || equals < 1) throw bad(`has a line that is no "name = value" in a group, ${quote(line)}`);
  const name = line.slice(0, equals).trim();
  once(seen, `${group}]${name}`, `has ${quote(name)} twice in ${quote(group)}: keep one`);
  if (SCRIPTS.includes(group) && !SCRIPT_NAME.test(name)) {
    throw bad(`has the script ${quote(name)}: its name may hold letters, digits, ".", "_" and "-" alone`);
  }
}

function once(seen: Set<string>, what: string, complaint: string): string {
  if (seen.has(what)) throw bad(complaint);
  seen.add(what);
  return what;
}

function bad(complaint: string): Refusal {
  return new Refusal('invalid', 'upload.bad-entry-points', `entry_points.txt inside the wheel ${complaint}.`, { field: 'content' });
}
