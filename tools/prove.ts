// `npm run prove`: README's claims, each shown by doing it; `npm run prove -- once` for one, `npm run prove -- crash 100` for more of it.
import { PROGRAMS } from '../tests/support/programs.ts';
import { installPrograms } from './install-programs.ts';
import type { Claim } from './prove/claim.ts';
import { CLAIMS } from './prove/claims.ts';
import { writeHeld } from './prove/held.ts';

const NEEDED = ['postgresql', 'twine', 'flit', 'pip', 'curl'];
const words = process.argv.slice(2);
const names = words.filter((word) => !/^(\d+|--write)$/.test(word));
const unknown = names.filter((name) => !CLAIMS.some((claim) => claim.name === name));

if (unknown.length > 0) {
  console.log(`There is no claim "${unknown[0]}". The claims are: ${CLAIMS.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

const missing = installPrograms(PROGRAMS.filter(({ name }) => NEEDED.includes(name)));
for (const { name, packages } of missing) console.log(`Not installed: ${name} (Debian: apt-get install ${packages.join(' ')}).`);

const times = Number(words.find((word) => /^\d+$/.test(word))) || undefined;
const chosen = CLAIMS.filter(({ name }) => names.length === 0 || names.includes(name));
const outcomes: { readonly claim: Claim; readonly saw: string | undefined }[] = [];
for (const claim of chosen) outcomes.push({ claim, saw: await tryClaim(claim) });

const failed = outcomes.filter(({ saw }) => saw === undefined);
console.log(
  `\n${outcomes.length - failed.length} of ${outcomes.length} claims hold${failed.length === 0 ? '' : `; not: ${failed.map(({ claim }) => claim.name).join(', ')}`}`,
);
if (words.includes('--write')) {
  writeHeld(outcomes.map(({ claim: { name }, saw }) => ({ name, saw })));
  await import('./write-docs.ts');
}
process.exit(failed.length === 0 ? 0 : 1);

async function tryClaim(claim: Claim): Promise<string | undefined> {
  console.log(`\n${claim.name}: ${claim.sentence}`);
  try {
    const saw = await claim.run({ times, say: (line) => console.log(`  ${line}`) });
    console.log(`  Holds: ${saw}.`);
    return saw;
  } catch (error) {
    console.log(`  DOES NOT HOLD: ${(error as Error).message}`);
    return undefined;
  }
}
