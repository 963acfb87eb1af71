import assert from 'node:assert/strict';
import { ONCE, type OnceName } from '../../src/audit/once.ts';
import type { Visitor } from './browser-client.ts';
import { type StoryOptions, type StorySite, story } from './story-site.ts';
import { times } from './test-length.ts';

const AT_ONCE = 50;
const ROUNDS = times(5, 20);

export interface Round {
  /** Each says whether it was accepted. */
  readonly attempts: readonly (() => Promise<boolean>)[];
  /** Counts what was accepted where an attempt cannot tell. */
  readonly accepted?: () => Promise<number>;
}

export interface Race {
  readonly options?: StoryOptions;
  /** What can happen once on a site needs a new site for each round. */
  readonly isOncePerSite?: boolean;
  /** Attacks and lines of ASVS that it shows; its title begins with them. */
  readonly shows?: string;
  prepare(site: StorySite, round: number): Promise<Round>;
}

/** Races 50 attempts over a real port, on both databases, in several rounds: of each round one is accepted. */
export function raceForOne(name: string, race: Race): void {
  const options = { ...race.options, settings: { trustedProxies: ['127.0.0.1'], ...race.options?.settings } };
  if (race.isOncePerSite) {
    for (let round = 1; round <= ROUNDS; round += 1) story(`${name}, round ${round}`, (site) => runRound(site, race, round), options);
    return;
  }
  story(
    name,
    async (site) => {
      for (let round = 1; round <= ROUNDS; round += 1) {
        await runRound(site, race, round);
        // The limits of a day are for people, and this is a crowd.
        site.clock.advance({ hours: 25 });
      }
    },
    options,
  );
}

/** Races every rule of a part of the list, under its own words. */
export function raceEach(races: Readonly<Partial<Record<OnceName, Race>>>): void {
  for (const [name, race] of Object.entries(races)) {
    const words = `${ONCE[name as OnceName].says} (${name})`;
    raceForOne(race.shows === undefined ? words : `${race.shows}: ${words}`, race);
  }
}

async function runRound(site: StorySite, race: Race, round: number): Promise<void> {
  const { attempts, accepted } = await race.prepare(site, round);
  const results = await Promise.all(attempts.map((attempt) => attempt()));

  assert.equal(attempts.length, AT_ONCE);
  assert.equal(accepted === undefined ? results.filter((isAccepted) => isAccepted).length : await accepted(), 1, `round ${round}`);
}

/** The same attempt fifty times; it is told its number, from 0. */
export function fifty(attempt: (number: number) => Promise<boolean>): readonly (() => Promise<boolean>)[] {
  return Array.from({ length: AT_ONCE }, (_, number) => () => attempt(number));
}

/** Sends a form of the present page; accepted when the answer leads to a page. */
export async function leadsTo(
  target: string,
  browser: Visitor,
  action: string,
  fields: Readonly<Record<string, string>>,
): Promise<boolean> {
  return (await browser.attempt(action, fields)).location?.split('#')[0] === target;
}

/** An address in a network of its own. */
export function networkOf(number: number): string {
  return `198.51.${number}.7`;
}

/** How many entries of a kind there are more than before; ask first, then let things happen. */
export async function countMore(site: StorySite, kind: string): Promise<() => Promise<number>> {
  const count = async (): Promise<number> =>
    (await site.world.read.selectFrom('entries').select('serial').where('kind', '=', kind).execute()).length;
  const before = await count();
  return async () => (await count()) - before;
}
