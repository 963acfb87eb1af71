// Invariants 9 and 13: who vouches, and when a recovery can be claimed and by whom.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findTime } from '../../src/audit/note-time.ts';
import { HOUR } from '../../src/base/brands.ts';
import { ripenRecoveries } from '../../src/recovery/ripen-recoveries.ts';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { liveThrough } from '../support/live-through.ts';
import { askForAccount, type Circle, makeCircle, objectionLink, signInByPasskey, vouch, vouchPath } from '../support/lost-everything.ts';
import { addPasskey, askOptions, type PasskeyMember } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { setUpApp, signUp, stepUp } from '../support/story-people.ts';
import { propertyRuns } from '../support/test-length.ts';

const { site, attack } = attackedSites();
const NEW = 'rhubarb winter saddle ninety';

type Step = { readonly what: 'first vouches' | 'second vouches' | 'lives' | 'objects' | 'claims' | 'steals'; readonly hours: number };

/** Tries to begin anew in a browser; whether the account was handed over. */
async function claim(browser: Visitor): Promise<boolean> {
  await browser.open('/account/recover/');
  const code = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1];
  if (code === undefined) return false;
  const credential = new SoftwareAuthenticator(site().origin).create(await askOptions(browser, '/account/recover/options/'));
  await browser.send('/account/recover/claim/', { password: NEW, password_confirm: NEW, recovery_code_value: code, credential });
  return /It is done/.test(browser.text);
}

/** Lets hours go by with the jobs that run meanwhile. */
async function liveWithJobs(hours: number): Promise<void> {
  for (let lived = 0; lived < hours; lived += 24) {
    await liveThrough(site(), Math.min(24, hours - lived));
    await ripenRecoveries(site().world);
    await site().runJobs();
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    ...(['first vouches', 'second vouches', 'first vouches', 'second vouches', 'lives', 'lives', 'lives'] as const),
    ...(['objects', 'claims', 'claims', 'steals'] as const),
  ),
  hours: fc.constantFrom(3, 24, 30, 48, 75, 100),
});

/** One request, as the model sees it. */
class Request {
  readonly words = new Set<string>();
  ripeAt = Number.POSITIVE_INFINITY;
  hasObjected = false;
  readonly circle: Circle;
  readonly asked: { readonly browser: Visitor; readonly code: string };
  readonly path: string;

  constructor(circle: Circle, asked: { readonly browser: Visitor; readonly code: string }, path: string) {
    this.circle = circle;
    this.asked = asked;
    this.path = path;
  }

  async vouch(member: PasskeyMember): Promise<void> {
    if (this.words.has(member.username)) return;
    const voucher = { ...member, browser: site().browser() };
    await signInByPasskey(voucher.browser, voucher);
    const { lived } = await findTime(site().world);
    try {
      await vouch(site(), voucher, this.asked.code, this.path);
    } catch {
      return assert.ok(this.words.size === 2, 'a word is asked for until there are enough');
    }
    this.words.add(member.username);
    if (this.words.size === 2) this.ripeAt = lived + (this.hasObjected ? 144 : 72) * HOUR;
  }

  async object(): Promise<void> {
    const mailbox = site().browser();
    await mailbox.open(await objectionLink(site(), this.circle.ada));
    if (!mailbox.page.includes('action="/account/objection/"')) return;
    await mailbox.send('/account/objection/');
    if (!/It waits once more/.test(mailbox.text)) return;
    assert.equal(this.hasObjected, false, 'once');
    this.hasObjected = true;
    this.ripeAt += 72 * HOUR;
  }
}

async function startRequest(run: number): Promise<Request> {
  site().clock.advance({ hours: 25 });
  const circle = await makeCircle(site(), [`bo${run}`, `cy${run}`], `lost${run}`);
  const asked = await askForAccount(site(), circle.ada);
  return new Request(circle, asked, await vouchPath(site(), circle.vouchers[0] as PasskeyMember));
}

/** Does one step; true when the account was handed over. */
async function take(request: Request, { what, hours }: Step): Promise<boolean> {
  if (what === 'lives') await liveWithJobs(hours);
  if (what === 'objects') await request.object();
  if (what === 'first vouches') await request.vouch(request.circle.vouchers[0] as PasskeyMember);
  if (what === 'second vouches') await request.vouch(request.circle.vouchers[1] as PasskeyMember);
  if (what === 'steals') assert.equal(await claim(site().browser()), false, 'no browser but the claimant’s');
  if (what !== 'claims' || !(await claim(request.asked.browser))) return false;
  const { lived } = await findTime(site().world);
  assert.equal(request.words.size, 2);
  assert.ok(lived >= request.ripeAt, `handed over ${(request.ripeAt - lived) / HOUR} hours too early`);
  return true;
}

/** The way as it is meant, whatever chance brings besides. */
const STRAIGHT: readonly Step[] = [
  { what: 'first vouches', hours: 0 },
  { what: 'claims', hours: 0 },
  { what: 'second vouches', hours: 0 },
  { what: 'lives', hours: 48 },
  { what: 'claims', hours: 0 },
  { what: 'lives', hours: 75 },
];

attack('invariant 13: no recovery ends without the claimant’s secret, nor before the wait since the last word was lived', async () => {
  let run = 0;
  let done = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }) as fc.Arbitrary<readonly Step[]>, async (steps) => {
    run += 1;
    const request = await startRequest(run);
    for (const one of [...steps, { what: 'claims', hours: 0 } as const]) {
      if (!(await take(request, one))) continue;
      done += 1;
      return;
    }
  });

  await fc.assert(property, { ...propertyRuns(4), examples: [[STRAIGHT]], endOnFailure: true });
  assert.ok(done > 0, 'some are handed over');
});

attack('invariant 9: a young passkey vouches for nobody; after the wait it does', async () => {
  let run = 0;
  const property = fc.asyncProperty(fc.constantFrom(0, 1, 40, 71, 73, 100), async (hours) => {
    run += 1;
    site().clock.advance({ hours: 25 });
    const { ada, vouchers } = await makeCircle(site(), [`di${run}`], `young${run}`);
    const named = await setUpApp(site(), await signUp(site(), `ed${run}`));
    await ada.browser.open('/account/login/');
    const young = new SoftwareAuthenticator(site().world.settings.url);
    await stepUp(site(), named);
    await addPasskey(named.browser, young, 'New');
    const row = await site()
      .world.read.selectFrom('webauthn_keys')
      .select('young_until_lived_ms')
      .orderBy('made_at', 'desc')
      .executeTakeFirst();
    const { lived } = await findTime(site().world);
    assert.equal(row?.young_until_lived_ms, lived + 72 * HOUR, 'added by less than an older passkey');
    assert.equal(vouchers.length, 1);

    await liveThrough(site(), hours);
    const now = await findTime(site().world);
    const browser = site().browser();
    await signInByPasskey(browser, { ...named, authenticator: young });
    await browser.open('/manage/account/passkeys-only/');

    assert.equal(now.lived >= (row?.young_until_lived_ms ?? 0), hours >= 72);
    assert.match(browser.text, hours >= 72 ? /You have one passkey/ : /You have no passkey/);
  });

  await fc.assert(property, { ...propertyRuns(4), endOnFailure: true });
});
