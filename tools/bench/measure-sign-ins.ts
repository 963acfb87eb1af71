import { setTimeout as sleep } from 'node:timers/promises';
import { openWorld } from '../../src/adapters/open-world.ts';
import { readConfig } from '../../src/config.ts';
import { givePassword } from '../../tests/support/account-world.ts';
import { Visitor } from '../../tests/support/browser-client.ts';
import { addResident } from '../../tests/support/residents.ts';
import type { BenchSite } from './bench-site.ts';
import { compareWithHash, type HashComparison, median } from './compare-with-hash.ts';
import { pin } from './processes.ts';
import { runWrk } from './run-wrk.ts';

export interface SignInFigures {
  readonly perSecond: number;
  /** How often somebody was told to try again in a few seconds. */
  readonly waits: number;
  /** The 99th percentile of an index page under load, in milliseconds, without and with the sign-ins. */
  readonly quietP99Ms: number;
  readonly busyP99Ms: number;
  /** One sign-in beside one bare hash. */
  readonly beside: HashComparison;
}

const SIGN_INS = 200;
const AT_ONCE = 20;
const PEOPLE = 40;
const PASSWORD = 'wandering otters keep ledgers';
const TOO_MANY = 429;
const WAIT_MS = 1_000;
const MOST_WAITS = 60;
const SLICE_SECONDS = 2;
const QUIET_SLICES = 5;

/** 200 people sign in, 20 at the same time, each from a network of their own, while 32 connections ask for an index page. */
export async function measureSignIns(site: BenchSite): Promise<SignInFigures> {
  await moveIn(site);
  // Passwords are hashed beside the thread that answers, so the server gets every processor there is.
  pin(site.pid, '0,1');
  const beside = await compareWithHash((number) => timeSignIn(site.keyhouse.origin, number));
  const quiet: number[] = [];
  for (let slice = 0; slice < QUIET_SLICES; slice += 1) quiet.push(await pageP99Ms(site));

  let isOver = false;
  const busy: number[] = [];
  const signing = signInAll(site.keyhouse.origin).finally(() => {
    isOver = true;
  });
  // The slice in which the last one signs in is partly quiet, so it does not count.
  for (let p99Ms = await pageP99Ms(site); !isOver; p99Ms = await pageP99Ms(site)) busy.push(p99Ms);
  const { seconds, waits } = await signing;
  return {
    ...{ perSecond: SIGN_INS / seconds, waits, beside },
    quietP99Ms: median(quiet),
    busyP99Ms: median(busy),
  };
}

/** People with a password, made beside the running server: registering them over HTTP would take longer than the measurement. */
async function moveIn({ keyhouse }: BenchSite): Promise<void> {
  const { settings, secretKey } = readConfig({ KEYHOUSE_DATA: keyhouse.data, KEYHOUSE_URL: keyhouse.origin });
  const { world, close } = await openWorld(settings, secretKey);
  for (let number = 0; number < PEOPLE; number += 1) {
    const resident = await addResident(world, `person-${number}`, { hasSecondFactor: false });
    await givePassword(world, resident, PASSWORD);
  }
  await close();
}

async function signInAll(origin: string): Promise<{ readonly seconds: number; readonly waits: number }> {
  const startedAt = performance.now();
  let next = 0;
  let waits = 0;
  const worker = async (): Promise<void> => {
    while (next < SIGN_INS) {
      const number = next;
      next += 1;
      waits += await signIn(origin, number);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { seconds: (performance.now() - startedAt) / 1_000, waits };
}

/** How long the form of an open page took, in milliseconds: the password, no second factor, and the session. */
async function timeSignIn(origin: string, number: number): Promise<number> {
  const browser = new Visitor(origin, { address: `10.31.${number}.7` });
  await browser.open('/account/login/');
  const startedAt = performance.now();
  const { status, location } = await browser.attempt('/account/login/', { username: `person-${number % PEOPLE}`, password: PASSWORD });
  const took = performance.now() - startedAt;
  if (location?.startsWith('/manage/account/') !== true) throw new Error(`sign-in ${number} ended with ${status}`);
  return took;
}

/** Tries again when the server says that too many are signing in, as a person does; gives how often it was told to wait. */
async function signIn(origin: string, number: number): Promise<number> {
  const browser = new Visitor(origin, { address: `10.30.${number}.7` });
  for (let waits = 0; ; waits += 1) {
    await browser.open('/account/login/');
    await browser.send('/account/login/', { username: `person-${number % PEOPLE}`, password: PASSWORD });
    if (browser.path.startsWith('/manage/account/')) return waits;
    if (browser.status !== TOO_MANY || waits === MOST_WAITS) throw new Error(`sign-in ${number} ended with ${browser.status}`);
    await sleep(WAIT_MS);
  }
}

async function pageP99Ms({ keyhouse, pagePath }: BenchSite): Promise<number> {
  const { host, port } = new URL(keyhouse.origin);
  const { p99Ms } = await runWrk({ url: `http://127.0.0.1:${port}${pagePath}`, host, seconds: SLICE_SECONDS, processors: '0,1' });
  return p99Ms;
}
