import { Secret } from '../../src/base/secret.ts';
import { makeFindCaller } from '../../src/sessions/find-caller.ts';
import type { Caller } from '../../src/web/caller.ts';
import type { Visitor } from '../support/browser-client.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { VISIT } from '../support/residents.ts';
import { codeNow, type Member, typePassword } from '../support/story-people.ts';
import type { StorySite } from '../support/story-site.ts';

/** What somebody has shown in a browser, as the test saw it accepted. */
export type Proof = 'password' | 'totp' | 'recovery code';

export interface Actor {
  browser: Visitor;
  proofs: Set<Proof>;
}

/** One account and everybody who is after it: the owner, a thief who knows what he phished, a reader of her mailbox. */
export interface Stage {
  readonly site: StorySite;
  readonly member: Member;
  readonly actors: readonly Actor[];
  password: string;
  apps: string[];
  /** Recovery codes that opened something. */
  readonly usedCodes: string[];
}

export type DeedName =
  | 'sign in'
  | 'code'
  | 'recovery code'
  | 'step up'
  | 'add an app'
  | 'remove an app'
  | 'change the password'
  | 'reset by mail'
  | 'steal a cookie'
  | 'end the others'
  | 'sign out'
  | 'freeze'
  | 'wait';

export interface Deed {
  readonly who: number;
  readonly what: DeedName;
  readonly isRight: boolean;
  readonly n: number;
}

type Do = (stage: Stage, actor: Actor, deed: Deed) => Promise<void>;

/** Opens a page and sends its form; false when the site leads elsewhere or shows no such form. */
async function send(actor: Actor, path: string, fields: Readonly<Record<string, string>>, action = path): Promise<boolean> {
  await actor.browser.open(path);
  if (actor.browser.path !== path) return false;
  try {
    await actor.browser.send(action, fields);
    return true;
  } catch {
    return false;
  }
}

/** Mostly the next code, as people wait for it; now and then the one that was used already. */
function rightCode({ site, apps }: Stage, { isRight, n }: Deed): string {
  if (n % 4 !== 0) site.clock.advance({ seconds: 30 });
  return isRight ? codeNow(site, apps[n % Math.max(1, apps.length)] ?? 'A'.repeat(32)) : '000000';
}

const WAITS = [1, 6, 16, 61, 800];

/** What each deed does through the site's own forms; one that the site does not let happen does nothing. */
export const DEEDS: Readonly<Record<DeedName, Do>> = {
  async 'sign in'(stage, actor, deed) {
    const { member, password } = stage;
    const { isRight, n } = deed;
    const hadSession = actor.browser.cookie.includes('_session=');
    await actor.browser.open('/account/login/');
    if (actor.browser.path !== '/account/login/') return;
    await typePassword(actor.browser, { username: member.username, password: isRight ? password : 'not her password at all' });
    if (!['/manage/account/', '/account/two-factor/'].includes(actor.browser.path)) return;
    if (!hadSession) actor.proofs = new Set();
    actor.proofs.add('password');
    // Most go on at once; the others leave the half state lying.
    if (n < 6) await DEEDS.code(stage, actor, deed);
    else if (n < 9) await DEEDS['recovery code'](stage, actor, deed);
  },
  async code(stage, actor, deed) {
    if (!(await send(actor, '/account/two-factor/', { totp_value: rightCode(stage, deed) }))) return;
    // The account page, or the codes that take the place of used ones.
    if (actor.browser.path.startsWith('/manage/account/')) actor.proofs.add('totp');
  },
  async 'recovery code'(stage, actor, { isRight, n }) {
    const code = isRight ? (stage.member.codes[n % 10] ?? '') : 'aaaa-bbbb-cccc-dddd';
    if (!(await send(actor, '/account/recovery-code/', { recovery_code_value: code }))) return;
    if (!actor.browser.path.startsWith('/manage/account/')) return;
    actor.proofs.add('recovery code');
    stage.usedCodes.push(code);
  },
  async 'step up'(stage, actor, deed) {
    const path = '/account/reauthenticate/';
    const both = { password: stage.password, totp_value: rightCode(stage, deed) };
    const isSent = (await send(actor, path, both)) || (await send(actor, path, { password: stage.password }));
    if (isSent && actor.browser.path === '/manage/account/') for (const proof of ['password', 'totp'] as const) actor.proofs.add(proof);
  },
  async 'add an app'(stage, actor) {
    await actor.browser.open('/manage/account/totp-provision');
    const app = appSecretOn(actor.browser.page);
    if (
      app === undefined ||
      !(await send(actor, '/manage/account/totp-provision', { name: `App ${stage.apps.length}`, totp_value: codeNow(stage.site, app) }))
    )
      return;
    if (actor.browser.path === '/manage/account/totp-provision') return;
    actor.proofs.add('totp');
    const code = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(actor.browser.page)?.[1];
    if (code !== undefined) await actor.browser.send('/manage/account/recovery-codes/', { recovery_code_value: code });
    stage.apps.push(app);
  },
  async 'remove an app'(stage, actor) {
    await actor.browser.open('/manage/account/');
    const path = /href="(\/manage\/account\/totp\/[0-9a-f]{32}\/remove\/)"/.exec(actor.browser.page)?.[1];
    if (path !== undefined && (await send(actor, path, {})) && actor.browser.path === '/manage/account/?done=factor-removed')
      stage.apps.shift();
  },
  async 'change the password'(stage, actor, { isRight, n }) {
    const password = `rhubarb winter saddle ${n} ninety`;
    const fields = { password_current: isRight ? stage.password : 'not her password at all', password, password_confirm: password };
    if (!(await send(actor, '/manage/account/password/', fields))) return;
    if (actor.browser.path === '/manage/account/?done=password-changed') stage.password = password;
  },
  async 'reset by mail'(stage, actor, deed) {
    const { site, member } = stage;
    if (!(await send(actor, '/account/request-password-reset/', { username_or_email: member.address }))) return;
    const before = site.mails.length;
    await site.runJobs();
    const link = /\/account\/reset-password\/\?token=[\w-]{43}/.exec(site.mails.slice(before).at(-1)?.text ?? '')?.[0];
    if (link === undefined) return;
    await actor.browser.open(link);
    const password = `lantern oboe gravel ${deed.n} tuesday`;
    const fields = { password, password_confirm: password };
    const isSent = await send(actor, '/account/reset-password/', { ...fields, totp_value: rightCode(stage, deed) });
    if (!isSent) await send(actor, '/account/reset-password/', fields);
    if (actor.browser.path === '/account/reset-password/?done=set') stage.password = password;
  },
  async 'steal a cookie'({ actors }, actor, { n }) {
    const from = actors[n % actors.length];
    if (from === undefined) return;
    actor.browser = from.browser.clone();
    actor.proofs = new Set(from.proofs);
  },
  async 'end the others'(_stage, actor) {
    await send(actor, '/manage/account/', {}, '/manage/account/sessions/end-others/');
  },
  async 'sign out'(_stage, actor) {
    await send(actor, '/account/logout/', {});
  },
  async freeze(_stage, actor, { n }) {
    if (n > 2) return;
    await send(actor, '/manage/account/freeze/', {});
  },
  async wait({ site }, _actor, { n }) {
    site.clock.advance({ minutes: WAITS[n % WAITS.length] ?? 1 });
  },
};

/** Does it, in the browser of who does it. */
export async function perform(stage: Stage, deed: Deed): Promise<void> {
  const actor = stage.actors[deed.who];
  if (actor === undefined) throw new Error('nobody');
  await DEEDS[deed.what](stage, actor, deed);
}

/** The value of a browser's session cookie. */
export function sessionOf({ cookie }: Visitor): string | undefined {
  return /__Host-kh_session=([\w-]{43})/.exec(cookie)?.[1];
}

/** Who the site takes the holder of a session cookie for. */
export function callerOf({ site }: Stage, session: string): Promise<Caller> {
  return makeFindCaller(site.world)({ session: new Secret(session) }, VISIT);
}
