import { checkNewPassword, contextWords } from '../accounts/check-new-password.ts';
import { passwordPlace } from '../accounts/check-password.ts';
import { findAddresses } from '../accounts/find-addresses.ts';
import { claimLink } from '../accounts/links.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { setAccountPassword } from '../accounts/set-password.ts';
import { act } from '../audit/act.ts';
import type { Event } from '../audit/events/events.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { findLiveKeys } from '../factors/judge-assertion.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { forgiveGuesses } from '../limits/guesses.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import type { JudgedFactor, ResetFactor } from './judge-reset-factor.ts';

/** What is typed behind a link that sets a new password. */
export interface ResetForm extends ResetFactor {
  readonly password: string;
  readonly confirmation: string;
}

/** What such a form asks for beside the password. */
export interface ResetAsks {
  readonly username: string;
  readonly needsFactor: boolean;
  /** What the account can answer with beside the link. */
  readonly hasKeys: boolean;
  readonly hasApps: boolean;
  /** Codes of apps and recovery codes do nothing here (B14). */
  readonly isPasskeysOnly: boolean;
}

/** What the form asks for; only what was set up at `madeBy` or before counts. */
export async function findAsks(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  { id, username }: AccountsTable,
  { needsFactor, madeBy = Number.POSITIVE_INFINITY }: { readonly needsFactor: boolean; readonly madeBy?: number },
): Promise<ResetAsks> {
  const wasThere = ({ madeAt }: { readonly madeAt: number }): boolean => madeAt <= madeBy;
  const hasKeys = needsFactor && offersPasskeys(world.settings) && (await findLiveKeys(world, id)).some(wasThere);
  const hasApps = !hasKeys || (await findTotpApps(world, id)).some(wasThere);
  return { username, needsFactor, hasKeys, hasApps, isPasskeysOnly: await isPasskeysOnly(world, id, madeBy) };
}

/** What one kind of link does. */
export interface LinkReset {
  readonly kind: 'reset' | 'restore-addresses';
  readonly notice: 'password-reset' | 'addresses-restored';
  readonly account: AccountsTable;
  readonly link: Secret;
  readonly over: Refusal;
  /** Looks at the factor; undefined where the account needs none. */
  judge(): Promise<JudgedFactor | undefined>;
  /** What the link does beside the password, in the same act: gives its events, which account for the password's rows too. */
  deed(tx: Write, now: Millis, passwordRows: readonly RowRef[]): Promise<readonly [Event, ...Event[]]>;
}

const USED = new Refusal('conflict', 'recovery.code-used', 'That code was already used. Take another one.', { field: 'totp_value' });

/**
 * Link, second factor, new password and what the link does are one act (C6): without one of them nothing changes.
 *
 * @throws Refusal `over`, `recovery.code-used`, of the factor or of the new password
 */
export async function resetByLink(world: World, visit: Visit, reset: LinkReset, form: ResetForm): Promise<void> {
  const { kind, account, link, over } = reset;
  const password = checkNewPassword(form.password, form.confirmation, await findWords(world, account));
  const factor = await reset.judge();
  const sealed = await hashPassword(world, passwordPlace(account.id), password, visit.network);
  const by = byLink(visit, account);
  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const claimed = await claimLink(world, tx, now, { kind, secret: link });
    if (claimed?.account_id !== account.id) throw over;
    const proven = factor === undefined ? [] : await factor.claim(tx, now);
    if (proven === undefined) throw USED;
    const events = await reset.deed(tx, now, await setAccountPassword(tx, account.id, sealed, now));
    const who = { accountId: account.id, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: reset.notice, codesLeft: codesLeft(proven) }, visit, now });
    return { result: undefined, events: [...events, ...proven] };
  });
  await forgiveGuesses(world, { authenticator: `password:${account.id}`, pool: 'stranger' });
  if (factor?.guess !== undefined) await forgiveGuesses(world, factor.guess);
}

async function findWords(world: World, account: AccountsTable): Promise<readonly string[]> {
  const [primary] = await findAddresses(world, world.read, account.id);
  const { siteName, url } = world.settings;
  return contextWords({ siteName, url, username: account.username, ...(primary && { address: primary.address }) });
}

/** How many recovery codes are left, where one was the factor. */
function codesLeft(proven: readonly Event[]): number | undefined {
  for (const event of proven) if (event.kind === 'factor.code-used') return event.details.left;
  return undefined;
}
