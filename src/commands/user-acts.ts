import { checkToldAsServer } from '../accounts/open-site.ts';
import { usernameKey } from '../accounts/username.ts';
import { invite } from '../admin/invite.ts';
import { byCommand } from '../audit/actor.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { parseReason } from '../layout/reason.ts';
import { paths } from '../paths.ts';
import { freezeAccount } from '../recovery/freeze-account.ts';
import { unfreezeAccount } from '../recovery/lift-freeze.ts';
import { makeResetLink } from '../recovery/make-reset-link.ts';
import { startRecovery } from '../recovery/start-recovery.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { Reading, World } from '../world.ts';
import type { CommandHost } from './command.ts';
import { withIndex } from './open-index.ts';
import { parseWords, usage } from './parse-words.ts';
import { findAccountByKey } from './store.ts';

/** `user invite`: the link alone on standard output, what to do with it beside it. */
export async function inviteUser(typed: readonly string[], host: CommandHost): Promise<void> {
  const { email } = parseWords(typed, { words: [], values: ['email'] }).values;
  if (email === undefined) throw usage('Say whom: --email ADDRESS');
  await withIndex(host.readConfig(), async ({ world }) => {
    await checkToldAsServer(world);
    const link = await invite(world, byCommand(host.osUser), email);
    const isMailed = world.mailMode !== 'off';
    const vouching = 'By handing it over you vouch for the address.';
    host.tell(`Hand this link to ${email}; it works once, for seven days. ${isMailed ? 'It is mailed too.' : vouching}`);
    host.print(`${world.settings.url}${paths.invitation()}?token=${link.reveal()}`);
  });
}

/** `user reset-link`. */
export async function makeUserResetLink(typed: readonly string[], host: CommandHost): Promise<void> {
  await onAccount(typed, host, async (world, account, reason) => {
    const link = await makeResetLink(world, byCommand(host.osUser), account.id, reason);
    host.tell(`Hand this link to ${account.username}; it works once, for an hour, and asks for the second factor too.`);
    host.print(`${world.settings.url}${paths.resetPassword()}?token=${link.reveal()}`);
  });
}

/** `user start-recovery`: the link alone on standard output. */
export async function startUserRecovery(typed: readonly string[], host: CommandHost): Promise<void> {
  await onAccount(typed, host, async (world, account, reason) => {
    const link = await startRecovery(world, byCommand(host.osUser), account.id, reason);
    host.tell(
      `Hand this link to ${account.username}; it works once, for a day. Two operators have to agree at ${world.settings.url}${paths.adminRecoveries()}`,
    );
    host.print(`${world.settings.url}${paths.recoverStart()}?token=${link.reveal()}`);
  });
}

/** `user freeze`: the next request of every browser and token is refused, also in a server that runs. */
export async function freezeUser(typed: readonly string[], host: CommandHost): Promise<void> {
  await onAccount(typed, host, async (world, account, reason) => {
    await freezeAccount(world, byCommand(host.osUser), account.id, { by: 'operator', reason });
    host.print(`${account.username} is frozen: no session, sign-in or token of the account opens anything.`);
  });
}

/** `user unfreeze`. */
export async function unfreezeUser(typed: readonly string[], host: CommandHost): Promise<void> {
  await onAccount(typed, host, async (world, account, reason) => {
    await unfreezeAccount(world, byCommand(host.osUser), account.id, reason);
    host.print(`${account.username} may sign in again.`);
  });
}

/** @throws Refusal `command.no-account` */
export async function getAccount(world: Pick<Reading, 'read'>, name: string): Promise<AccountsTable & { id: AccountId }> {
  const account = await findAccountByKey(world.read, usernameKey(name));
  if (account !== undefined) return account;
  throw new Refusal('not-found', 'command.no-account', `There is no account "${name.slice(0, 80)}". See: keyhouse user list`);
}

async function onAccount(
  typed: readonly string[],
  host: CommandHost,
  deed: (world: World, account: AccountsTable, reason: string) => Promise<void>,
): Promise<void> {
  const { words, values } = parseWords(typed, { words: ['NAME'], values: ['reason'] });
  const reason = readReason(values['reason'] ?? '');
  await withIndex(host.readConfig(), async ({ world }) => {
    await checkToldAsServer(world);
    await deed(world, await getAccount(world, words[0] ?? ''), reason);
  });
}

/** @throws Refusal `command.usage` */
function readReason(text: string): string {
  try {
    return parseReason(text);
  } catch (error) {
    throw error instanceof Refusal ? usage(`${error.message} It is --reason "…"`) : error;
  }
}
