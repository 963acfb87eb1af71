import { Refusal } from '../base/refusal.ts';
import type { Config } from '../config.ts';
import { checkFiles } from './check-files.ts';
import { checkHost } from './check-host.ts';
import { checkIndex } from './check-index.ts';
import type { Command, CommandHost } from './command.ts';
import { type Finding, fail } from './finding.ts';
import { withIndex } from './open-index.ts';
import { parseWords } from './parse-words.ts';

const HELP = `keyhouse doctor [--files] [--json]

Looks at everything that keeps this index safe and alive, beside a running server, and says what to do: public URL,
data folder and disk, settings, keys, database (whole, up to date, durable, encrypted on the way), clock,
checkpoints outside the database, rows changed behind the back of the index, log, mail, outbox, stored files, last backup.

--files   reads every stored file and compares it with its hash; takes as long as reading the disk.
--json    one JSON list of { name, level, says, todo } for machines; level is ok, warn or fail.

Exit code: 0, or 1 when anything fails. Warnings can wait and do not count. Nothing is changed.
`;

/** Looks whether an index is well. */
export const DOCTOR: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: 'look whether all is well, and say what to do',
  help: HELP,
  async run(typed, host) {
    const { flags } = parseWords(typed, { words: [], flags: ['files', 'json'] });
    const config = host.readConfig();
    const findings = [...checkHost(config.settings), ...(await findInside(config, flags.has('files')))];
    if (flags.has('json')) host.print(JSON.stringify(findings, null, 2));
    else tell(host, findings);
    return findings.some(({ level }) => level === 'fail') ? 1 : 0;
  },
};

async function findInside(config: Config, readsFiles: boolean): Promise<readonly Finding[]> {
  try {
    return await withIndex(config, async (opened) => [
      ...(await checkIndex(opened)),
      await checkFiles(opened.world, readsFiles ? 'bytes' : 'sizes'),
    ]);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [fail('index', error.message, 'Nothing inside was looked at. Mend this first.')];
  }
}

function tell(host: CommandHost, findings: readonly Finding[]): void {
  for (const { name, level, says, todo } of findings) {
    host.print(`${level.padEnd(5)} ${name.padEnd(12)} ${says}`);
    if (todo !== undefined) host.print(`${' '.repeat(18)} ${todo}`);
  }
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length;
  host.print(`${count('ok')} well, ${count('warn')} to look at, ${count('fail')} wrong`);
}
