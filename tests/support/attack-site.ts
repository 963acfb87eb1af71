import { after, before, test } from 'node:test';
import { leaveClean } from './leave-clean.ts';
import { createMigratedDatabase } from './migrated-database.ts';
import { missingProgram } from './programs.ts';
import { type StoryOptions, type StorySite, startStorySite } from './story-site.ts';
import { sendRaw } from './test-site.ts';

export interface AttackedSite extends StorySite {
  /** Sends bytes as they are (a text's letters are bytes) and gives everything that comes back until the server closes, or `waitMs` have passed. */
  raw(bytes: string, waitMs?: number): Promise<string>;
}

interface Started<Prepared> {
  readonly site: StorySite;
  readonly prepared: Prepared;
  close(): Promise<void>;
}

/**
 * One site on SQLite for all attacks of a test file; call the result inside tests. After the last attack the site is held against
 * the same check as a story: no 5xx, no error in the log, no row without its event, no secret in plain, a whole log. `prepare` moves
 * in who is attacked.
 */
export function attackedSite(options: StoryOptions = {}, prepare?: (site: StorySite) => Promise<void>): () => AttackedSite {
  let started: Started<void>;
  // One hook: two at the top of a file do not wait for each other.
  before(async () => {
    started = await start(options, prepare ?? (async () => undefined), undefined);
  });
  after(() => endCleanly(started));
  return () => withRaw(started.site);
}

export interface AttackedSites<Prepared> {
  /** The site of the attack that runs. */
  site(): AttackedSite;
  /** What `prepare` gave for it. */
  prepared(): Prepared;
  /** One attack, on the site on SQLite and on the one on PostgreSQL (skipped where that is not installed). */
  attack(name: string, run: () => Promise<void>): void;
}

/** As `attackedSite`, on both databases: a site on each. Other tests of the file see the one on SQLite. */
export function attackedSites(options?: StoryOptions): AttackedSites<void>;
export function attackedSites<Prepared>(options: StoryOptions, prepare: (site: StorySite) => Promise<Prepared>): AttackedSites<Prepared>;
export function attackedSites(options: StoryOptions = {}, prepare: (site: StorySite) => Promise<unknown> = async () => undefined) {
  const missing = missingProgram('postgresql');
  const started: Started<unknown>[] = [];
  let running = 0;
  before(async () => {
    started.push(await start(options, prepare, undefined));
    if (missing) return;
    const place = await createMigratedDatabase();
    const onPostgres = await start(options, prepare, place.url);
    started.push({ ...onPostgres, close: () => onPostgres.close().finally(place.drop) });
  });
  after(async () => {
    const ends = await Promise.allSettled(started.map(endCleanly));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  });
  function current(): Started<unknown> {
    const one = started[running];
    if (one === undefined) throw new Error('the site has not started');
    return one;
  }
  async function runOn(place: number, run: () => Promise<void>): Promise<void> {
    running = place;
    await run().finally(() => {
      running = 0;
    });
  }
  return {
    site: () => withRaw(current().site),
    prepared: () => current().prepared,
    attack(name: string, run: () => Promise<void>): void {
      test(`${name} (SQLite)`, () => runOn(0, run));
      test(`${name} (PostgreSQL)`, { skip: missing }, () => runOn(1, run));
    },
  };
}

async function start<Prepared>(
  options: StoryOptions,
  prepare: (site: StorySite) => Promise<Prepared>,
  databaseUrl: string | undefined,
): Promise<Started<Prepared>> {
  const started = await startStorySite(options, databaseUrl);
  return { ...started, prepared: await prepare(started.site) };
}

async function endCleanly(started: Started<unknown>): Promise<void> {
  try {
    await leaveClean(started.site);
  } finally {
    await started.close();
  }
}

function withRaw(site: StorySite): AttackedSite {
  return Object.assign(Object.create(site) as StorySite, {
    raw: (bytes: string, waitMs?: number) => sendRaw(Number(new URL(site.origin).port), bytes, waitMs),
  });
}

/** One request as a client writes it, with these header lines after `Host`, and a body whose length it names. */
export function requestText(site: StorySite, line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.from(body, 'latin1').length}`];
  return [`${line} HTTP/1.1`, `Host: ${new URL(site.origin).host}`, ...headers, ...length, 'Connection: close', '', body].join('\r\n');
}

/** The statuses of all answers that came back on one connection. */
export function statusesIn(answers: string): readonly number[] {
  return [...answers.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}
