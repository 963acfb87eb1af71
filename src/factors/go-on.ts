import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { paths } from '../paths.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import type { FactorDoors } from './doors.ts';
import type { Proof, Proven } from './new-factor.ts';

export interface WentOn {
  readonly cookies: readonly CookieChange[];
  /** For the event of what was done. */
  readonly changed: readonly RowRef[];
  readonly events: readonly Event[];
}

const SIGNED_OUT: readonly CookieChange[] = [{ name: 'session', value: undefined }];

/**
 * After a change of factors: ends everything else of the account, known browsers too, and goes on in this browser (B12). `proved`
 * names a factor that this session has just shown. When it is the first one and this session confirmed the mailbox, the browser is
 * known from now on (B6). Where a policy kept the account to this set-up nobody goes on: the new factor signs in (D4, model row 14).
 *
 * @throws Refusal `session.ended`
 */
export async function goOn(
  tx: Write,
  doors: Pick<FactorDoors, 'renewSession' | 'rememberBrowser' | 'endCaller'>,
  asking: Asking,
  { now, proved }: { readonly now: Millis; readonly proved?: Proof },
): Promise<WentOn> {
  const { caller } = asking;
  const { epoch, changed: raised } = await raiseEpoch(tx, caller.accountId, caller.session.epoch);
  if (proved !== undefined && caller.owes !== 'nothing') {
    const ended = await doors.endCaller(tx, caller, now);
    return { cookies: SIGNED_OUT, changed: [...raised, ...ended], events: [] };
  }
  const renewed = await doors.renewSession(tx, { caller, epoch, now, ...(proved && { proved }) });
  const changed = [...raised, ...renewed.changed];
  const isFirst = proved !== undefined && !caller.needsSecondFactor;
  if (!isFirst || caller.session.mailboxAt === null) return { cookies: [renewed.cookie], changed, events: [] };
  const known = await doors.rememberBrowser(tx, asking, { epoch, now });
  const details = { device: known.device };
  const event: Event = { kind: 'session.browser-known', subjects: [ofAccount(caller.accountId)], details, rows: known.changed };
  return { cookies: [renewed.cookie, known.cookie], changed, events: [event] };
}

/** Where a proven factor leads. */
export function afterProof({ next }: Pick<Proven, 'next'>, factor: 'app' | 'passkey'): string {
  if (next === 'codes') return paths.recoveryCodes();
  return next === 'sign-in' ? `${paths.login()}?done=new-${factor}` : `${paths.account()}?done=factor-added#two-factor`;
}
