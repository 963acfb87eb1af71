import { act } from '../audit/act.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import type { CookieChange } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { checkNewPassword, contextWords } from './check-new-password.ts';
import { checkPassword, passwordPlace } from './check-password.ts';
import type { RenewSession } from './doors.ts';
import { findAddresses } from './find-addresses.ts';
import { parseFullName } from './full-name.ts';
import { changedMail } from './mails.ts';
import { notifyAccount } from './notify-account.ts';
import { namePlace, openPersonal, personSeal } from './personal.ts';
import { raiseEpoch } from './raise-epoch.ts';
import { findAccountRow, findPassword, setName, setPassword } from './store.ts';

export interface Profile {
  readonly name: string;
  readonly madeAt: number;
  readonly passwordChangedAt: number | undefined;
}

/** What the account page shows beside the user name. */
export async function findProfile(
  world: Pick<Reading, 'keys' | 'read'>,
  caller: Pick<AccountCaller, 'accountId' | 'personId'>,
): Promise<Profile> {
  const account = await findAccountRow(world.read, caller.accountId);
  const password = await findPassword(world.read, caller.accountId);
  const name =
    account === undefined
      ? undefined
      : await openPersonal(world, world.read, caller.personId, namePlace(caller.accountId, caller.personId), account.name_sealed);
  return { name: name ?? '', madeAt: account?.made_at ?? 0, passwordChangedAt: password?.changed_at };
}

/** Changes the full name, which is public beside the user name. */
export async function changeName(world: World, visit: Visit, caller: AccountCaller, text: string): Promise<void> {
  const after = parseFullName(text);
  const { name: before } = await findProfile(world, caller);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx) => {
    const seal = personSeal(world, await findPersonKey(world, tx, caller.personId));
    await setName(tx, caller.accountId, seal.seal(namePlace(caller.accountId, caller.personId), after));
    return {
      result: undefined,
      events: [
        {
          kind: 'account.name-changed',
          subjects: [ofAccount(caller.accountId)],
          personal: { before, after },
          about: caller.personId,
          rows: rows('accounts', [caller.accountId]),
        },
      ],
    };
  });
}

/**
 * Changes the password; the current one is asked for and counts against the same budget as a sign-in. Ends all other sessions,
 * half states, mailed links and known browsers (B12); this session goes on with a new id.
 *
 * @throws Refusal `account.wrong-password` (field `password_current`) or of the new password
 */
export async function changePassword(
  world: World,
  renewSession: RenewSession,
  visit: Visit,
  caller: AccountCaller,
  form: { readonly current: string; readonly password: string; readonly confirmation: string },
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const [primary] = await findAddresses(world, world.read, caller.accountId);
  const { name } = await findProfile(world, caller);
  const { siteName, url } = world.settings;
  const about = { siteName, url, username: caller.username, name, ...(primary && { address: primary.address }) };
  const password = checkNewPassword(form.password, form.confirmation, contextWords(about));
  const verdict = await checkPassword(world, {
    accountId: caller.accountId,
    typedName: caller.username,
    password: new Secret(form.current),
    pool: 'stranger',
    visit,
  });
  if (verdict.result !== 'right') {
    await recordRefusal(world, byCaller(caller, visit), {
      kind: 'refused.step-up',
      details: { what: verdict.result === 'wait' ? 'waiting' : 'password' },
      accountId: caller.accountId,
    });
    throw new Refusal('forbidden', 'account.wrong-password', 'That is not your current password.', { field: 'password_current' });
  }
  const sealed = await hashPassword(world, passwordPlace(caller.accountId), password, visit.network);

  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    await setPassword(tx, caller.accountId, sealed, now);
    const raised = await raiseEpoch(tx, caller.accountId);
    const renewed = await renewSession(tx, { caller, epoch: raised.epoch, now });
    const notice = changedMail(
      world.settings,
      caller.username,
      'The password of your account was changed. All other sessions have ended.',
      visit,
      now,
    );
    await notifyAccount(world, tx, caller.accountId, { kind: 'password-changed', mail: notice });
    const changed = [...rows('passwords', [caller.accountId]), ...raised.changed, ...renewed.changed];
    return {
      result: { cookies: [renewed.cookie, { name: 'device', value: undefined }] },
      events: [{ kind: 'account.password-changed', subjects: [ofAccount(caller.accountId)], details: { how: 'settings' }, rows: changed }],
    };
  });
}
