// Law 8 and invariant 22: two worlds that differ only in what nobody may learn give the same answers by the same work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Visitor } from '../support/browser-client.ts';
import { type CountedWork, countWork } from '../support/count-work.ts';
import { createMigratedDatabase } from '../support/migrated-database.ts';
import { missingProgram } from '../support/programs.ts';
import { addResident, freeze } from '../support/residents.ts';
import { PASSWORD } from '../support/story-people.ts';
import { type StorySite, startStorySite } from '../support/story-site.ts';
import { times } from '../support/test-length.ts';

interface Universe {
  readonly site: StorySite;
  readonly work: CountedWork;
  close(): Promise<void>;
}

interface Universes {
  readonly known: Universe;
  readonly unknown: Universe;
}

const started: Universes[] = [];

async function startUniverse(isOnPostgres: boolean): Promise<Universe> {
  const work = countWork();
  const place = isOnPostgres ? await createMigratedDatabase() : undefined;
  const { site, close } = await startStorySite({ wrap: (world) => work.wrap(world) }, place?.url);
  return { site, work, close: () => close().finally(() => place?.drop()) };
}

before(async () => {
  for (const isOnPostgres of missingProgram('postgresql') ? [false] : [false, true])
    started.push({ known: await startUniverse(isOnPostgres), unknown: await startUniverse(isOnPostgres) });
});
after(async () => {
  for (const universe of started.flatMap(({ known, unknown }) => [known, unknown])) await universe.close();
});

/** One attack on both databases. */
function attack(name: string, run: (universes: Universes) => Promise<void>): void {
  test(`${name} (SQLite)`, () => run(started[0] as Universes));
  test(`${name} (PostgreSQL)`, { skip: missingProgram('postgresql') }, () => run(started[1] as Universes));
}

/** What one act of a stranger showed and what it cost. */
type Seen = readonly unknown[];
type Act = (browser: Visitor, number: number) => Promise<string>;

const ACTS: Readonly<Record<string, Act>> = {
  async register(browser, number) {
    const typed = { username: `spy${number}`, name: '', email: `v${number}@example.org`, password: PASSWORD, password_confirm: PASSWORD };
    await browser.open('/account/register/');
    return browser.send('/account/register/', typed);
  },
  async 'send again'(browser) {
    await browser.open('/account/pending/');
    return browser.path === '/account/pending/' ? browser.send('/account/pending/') : browser.page;
  },
  async 'sign in'(browser, number) {
    await browser.open('/account/login/');
    return browser.send('/account/login/', { username: `spy${number}`, password: PASSWORD });
  },
  async 'sign in by address'(browser, number) {
    await browser.open('/account/login/');
    return browser.send('/account/login/', { username: `v${number}@example.org`, password: 'no such password here' });
  },
  async 'ask for a reset'(browser, number) {
    await browser.open('/account/request-password-reset/');
    return browser.send('/account/request-password-reset/', { username_or_email: `v${number}@example.org` });
  },
  async 'ask for a reset by name'(browser, number) {
    await browser.open('/account/request-password-reset/');
    return browser.send('/account/request-password-reset/', { username_or_email: `v${number}` });
  },
};

function masked(page: string, origin: string): string {
  return (
    page
      .replaceAll(origin, 'ORIGIN')
      .replaceAll(/name="csrf_token" value="[^"]*"/g, '')
      .replaceAll(/Checkpoint [\s\S]{0,160}?<\/time>/g, 'CHECKPOINT')
      // Drawn after the key of the site's log, which differs.
      .replaceAll(/<svg[\s\S]*?<\/svg>/g, 'DRAWING')
      .replaceAll(/\b[0-9a-f]{16}\b/g, 'REQUEST')
  );
}

async function play({ site, work }: Universe, acts: readonly string[], number: number): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const browser = site.browser();
  for (const name of acts) {
    work.take();
    const page = await ACTS[name]?.(browser, number);
    const headers = [...browser.headers].filter(([header]) => !['date', 'x-request-id', 'set-cookie', 'content-length'].includes(header));
    seen.push([name, browser.status, browser.path, headers, masked(page ?? '', site.origin), work.take()]);
  }
  site.clock.advance({ hours: 1 });
  await site.runJobs();
  return seen;
}

function sequencesUpTo(length: number): readonly (readonly string[])[] {
  if (length === 0) return [[]];
  const shorter = sequencesUpTo(length - 1);
  const longest = shorter.filter((one) => one.length === length - 1);
  return [...shorter, ...longest.flatMap((one) => Object.keys(ACTS).map((name) => [...one, name]))];
}

attack(
  'A1, 23, 6.3.8, invariant 22: whatever a stranger does in up to three steps, an address with an account and one without answer alike, by the same work',
  async ({ known, unknown }) => {
    const sequences = sequencesUpTo(times(2, 3)).slice(1);
    for (const [number, acts] of sequences.entries()) {
      await addResident(known.site.world, `v${number}`);
      const [one, other] = [await play(known, acts, number), await play(unknown, acts, number)];
      assert.deepEqual(one, other, acts.join(', '));
    }
    assert.ok(known.site.mails.length > 0 && unknown.site.mails.length > 0);
  },
);

attack(
  '6.3.8, 22: a wrong password costs one slow hash and gets one answer, for a name that nobody has, one with a second factor, and a frozen one',
  async ({ known }) => {
    const { site, work } = known;
    await addResident(site.world, 'name-plain', { hasSecondFactor: false });
    await addResident(site.world, 'name-guarded');
    await freeze(site.world, await addResident(site.world, 'name-frozen'));
    const seen = [];
    for (const username of ['name-plain', 'name-guarded', 'name-frozen', 'name-nobody']) {
      const browser = site.browser();
      await browser.open('/account/login/');
      work.take();
      const page = await browser.send('/account/login/', { username, password: 'no such password here' });
      const hashes = work.take().filter((step) => step === 'slow hash').length;
      seen.push([browser.status, masked(page, site.origin).replaceAll(username, 'NAME'), hashes]);
    }

    assert.deepEqual([seen[1], seen[2], seen[3]], [seen[0], seen[0], seen[0]]);
    assert.equal(seen[0]?.[2], 1);
  },
);

attack('23: adding an address that somebody has looks and costs like adding one that nobody has', async ({ known }) => {
  const { site, work } = known;
  await addResident(site.world, 'taken');
  const seen = [];
  for (const email of ['taken@example.org', 'freed@example.org']) {
    const browser = new Visitor(site.origin);
    browser.keep(`${(await addResident(site.world, `adds-${email.slice(0, 5)}`, { hasSecondFactor: false })).cookie}; Path=/`);
    await browser.open('/manage/account/emails/');
    work.take();
    await browser.send('/manage/account/emails/', { email });
    seen.push([browser.status, browser.path, work.take()]);
  }

  assert.deepEqual(seen[0], seen[1]);
  assert.equal(seen[0]?.[1], '/manage/account/?done=address-added');
});
