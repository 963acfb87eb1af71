import type { Claim } from './claim.ts';
import type { Held } from './held.ts';

const BEGIN = '<!-- What follows is made by `npm run prove -- --write`. -->';
const END = '<!-- Made until here. -->';

/**
 * README with the table of its claims between the two marks: those that held in their last run, and no other.
 *
 * @throws Error when README has lost a mark
 */
export function withClaims(readme: string, claims: readonly Claim[], held: Held): string {
  const [start, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md needs the lines ${BEGIN} and ${END}`);

  return `${readme.slice(0, start + BEGIN.length)}\n${renderTable(claims, held)}${readme.slice(end)}`;
}

function renderTable(claims: readonly Claim[], held: Held): string {
  const rows = claims
    .filter(({ name }) => held[name] !== undefined)
    .map(({ name, sentence }) => `| ${sentence} | ${held[name]} | \`npm run prove -- ${name}\` |`);
  if (rows.length === 0) return '';

  return `\n${['| claim | seen in its last run | see for yourself |', '| --- | --- | --- |', ...rows].join('\n')}\n\n`;
}
