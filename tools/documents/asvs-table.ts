import { ASVS_LINES } from '../../tests/yardstick/asvs-lines.ts';
import { idsOf, type WrittenTest } from '../../tests/yardstick/titles.ts';
import { renderTable } from './sections.ts';

/** For `docs/authentication.md`: every line beside the files whose tests are named after it. */
export function renderAsvsTable(tests: readonly WrittenTest[]): string {
  const rows = ASVS_LINES.map(({ id, level, says, notHere }) => {
    const files = new Set(tests.filter(({ title }) => idsOf(title).includes(id)).map(({ file }) => `\`${file}\``));
    return [id, String(level), says, notHere === undefined ? [...files].join(', ') : `does not apply: ${notHere}`];
  });
  return renderTable(['line', 'level', 'what it asks', 'shown by'], rows);
}
