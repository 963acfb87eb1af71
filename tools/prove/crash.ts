import { killDuringUploads } from '../../tests/support/kill-during-uploads.ts';
import type { Claim } from './claim.ts';
import { expect } from './expect.ts';
import { onEachDatabase } from './on-each-database.ts';

const KILLS = 10;

/** Acknowledged means durable. */
export const crash: Claim = {
  name: 'crash',
  sentence:
    'An upload that was acknowledged survives kill -9, whole; one that was not is listed nowhere or is whole, and the next start is clean.',
  async run({ times = KILLS, say }) {
    let acknowledged = 0;
    let sent = 0;
    const databases = await onEachDatabase({ times, say }, async ({ url }) => {
      const report = await killDuringUploads({
        ...{ kills: times, seed: Date.now(), say: (line: string) => say(`  ${line}`) },
        ...(url !== undefined && { databaseUrl: url }),
      });
      acknowledged += report.acknowledged;
      sent += report.sent;
      for (const problem of report.problems) say(`  ${problem}`);
      expect(report.problems.length === 0, `${report.problems.length} things are not as they must be, first: ${report.problems[0]}`);
      say(`  ${report.acknowledged} uploads were acknowledged; each is listed, comes back with its hash, and has its event`);
    });

    return `${times} kills during ten uploads on ${databases}: ${sent} uploads sent, ${acknowledged} acknowledged, none lost`;
  },
};
