import { hmacSha1 } from '../../src/crypto/digest.ts';
import type { FactorDoors } from '../../src/factors/doors.ts';
import { confirmCodes } from '../../src/factors/enrol-factor.ts';
import { proveTotp } from '../../src/factors/enrol-totp.ts';
import { findHeldFactor } from '../../src/factors/held-factor.ts';
import type { Proven } from '../../src/factors/new-factor.ts';
import { shownSecret } from '../../src/factors/shown-secret.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import { endCaller } from '../../src/sessions/end-sessions.ts';
import { makeRememberBrowser } from '../../src/sessions/greet-browser.ts';
import { makeRenewSession } from '../../src/sessions/start-session.ts';
import { suspendTokens } from '../../src/tokens/suspend-tokens.ts';
import type { Asking } from '../../src/web/asking.ts';
import type { ABrowser } from './a-browser.ts';
import type { TestWorld } from './residents.ts';

/** What factors need of later folders, as app.ts passes it. */
export function factorDoors(world: TestWorld): FactorDoors {
  return {
    renewSession: makeRenewSession(world),
    rememberBrowser: makeRememberBrowser(world),
    endCaller,
    suspendTokens: (tx, accountId, now) => suspendTokens(tx, accountId, now, 'all'),
  };
}

/** The code that an app shows which has just taken in the shown secret. */
export function shownCode(world: TestWorld, asking: Pick<Asking, 'caller'>): string {
  return totpCode(hmacSha1, shownSecret(world, asking.caller), stepAt(world.clock.now()));
}

/** Scans the shown secret and types the app's code. */
export async function proveApp(world: TestWorld, browser: ABrowser, name = 'Phone'): Promise<Proven> {
  const asking = await browser.asking();
  const proven = await proveTotp(world, factorDoors(world), asking, { code: shownCode(world, asking), name });
  browser.keep(proven.cookies);
  return proven;
}

/** The codes that wait to be asked back. */
export async function waitingCodes(world: TestWorld, browser: ABrowser): Promise<readonly string[]> {
  const codes = (await findHeldFactor(world, (await browser.asking()).caller))?.codes;
  if (codes === undefined) throw new Error('no enrolment waits in this session');
  return codes;
}

/** Types one of them back. */
export async function keepCodes(world: TestWorld, browser: ABrowser, code?: string): Promise<readonly string[]> {
  const codes = await waitingCodes(world, browser);
  const confirmed = await confirmCodes(world, factorDoors(world), await browser.asking(), code ?? codes[0] ?? '');
  browser.keep(confirmed.cookies);
  return codes;
}
