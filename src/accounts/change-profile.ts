import { act } from '../audit/act.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { getCurrentAccount } from './current-account.ts';
import { parseFullName } from './full-name.ts';
import { namePlace, openPersonal, personSeal } from './personal.ts';
import { findAccountRow, findPassword, setName } from './store.ts';

export interface Profile {
  readonly name: string;
  readonly madeAt: number;
  readonly passwordChangedAt: number | undefined;
  /** It opens nothing until a new one is set: after too many wrong ones, or a sign-in that was not the owner's. */
  readonly isPasswordOff: boolean;
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
      : await openPersonal(world, caller.personId, namePlace(caller.accountId, caller.personId), account.name_sealed);
  const isPasswordOff = password !== undefined && password.disabled_at !== null;
  return { name: name ?? '', madeAt: account?.made_at ?? 0, passwordChangedAt: password?.changed_at, isPasswordOff };
}

/** Changes the full name, which is public beside the user name. */
export async function changeName(world: World, visit: Visit, caller: AccountCaller, text: string): Promise<void> {
  const after = parseFullName(text);
  const { name: before } = await findProfile(world, caller);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx) => {
    await getCurrentAccount(tx, caller);
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
