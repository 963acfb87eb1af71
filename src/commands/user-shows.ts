import { findAddresses } from '../accounts/find-addresses.ts';
import { act } from '../audit/act.ts';
import { byCommand } from '../audit/actor.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import { countText } from '../base/number-text.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { findLiveKeys } from '../factors/judge-assertion.ts';
import { countCodesLeft } from '../factors/recovery-codes.ts';
import { dayText } from '../layout/times.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { findTokens } from '../tokens/find-tokens.ts';
import type { World } from '../world.ts';
import type { CommandHost } from './command.ts';
import { withIndex } from './open-index.ts';
import { parseWords } from './parse-words.ts';
import { countOpenSessions, isOperator, type ListedAccount, listAccounts, listOwnProjects } from './store.ts';
import { getAccount } from './user-acts.ts';

/** `user list`: one account a line, columns apart by tabs. */
export async function listUsers(typed: readonly string[], host: CommandHost): Promise<void> {
  parseWords(typed, { words: [] });
  await withIndex(host.readConfig(), async ({ world }) => {
    const accounts = await listAccounts(world.read);
    for (const account of accounts) host.print(lineOf(account));
    host.tell(countText(accounts.length, 'account'));
  });
}

function lineOf(account: ListedAccount): string {
  const marks = [
    account.operator_id === null ? undefined : 'operator',
    account.frozen_at === null ? undefined : 'frozen',
    account.needs_second_factor_at === null ? 'no second factor' : undefined,
  ];
  return [account.username, `since ${dayText(account.made_at)}`, ...marks.filter((mark) => mark !== undefined)].join('\t');
}

/** `user show`: the look at personal data is in the trail before anything is shown. */
export async function showUser(typed: readonly string[], host: CommandHost): Promise<void> {
  const [name = ''] = parseWords(typed, { words: ['NAME'] }).words;
  await withIndex(host.readConfig(), async ({ world }) => {
    const account = await getAccount(world, name);
    await noteLook(world, host.osUser, account);
    for (const [label, text] of await factsOf(world, account)) host.print(`${label.padEnd(16)}${text}`);
  });
}

async function noteLook(world: World, osUser: string, account: AccountsTable): Promise<void> {
  await act(world, byCommand(osUser), [], async () => ({
    result: undefined,
    events: [
      {
        kind: 'site.personal-data-seen',
        subjects: [OF_SITE, ofAccount(account.id)],
        details: { what: 'account', account: account.id },
      },
    ],
  }));
}

async function factsOf(world: World, account: AccountsTable): Promise<readonly (readonly [string, string])[]> {
  const addresses = await findAddresses(world, world.read, account.id);
  const apps = await findTotpApps(world, account.id);
  const keys = await findLiveKeys(world, account.id);
  const factors = [...keys.map(({ name }) => name), ...apps.map((app) => `${app.name}${app.isDisabled ? ' (disabled)' : ''}`)];
  const codes = await countCodesLeft(world, account.id);
  const tokens = await findTokens(world, account.id);
  const projects = await listOwnProjects(world.read, account.id);
  return [
    ['Name', account.username],
    ['Since', dayText(account.made_at)],
    ['State', stateOf(account)],
    ['Operator', (await isOperator(world.read, account.id)) ? 'yes' : 'no'],
    ...addresses.map((address) => ['Address', `${address.address}${markOf(address)}`] as const),
    ['Second factor', factors.length === 0 ? 'none' : factors.join(', ')],
    ['Recovery codes', codes === undefined ? 'none' : `${codes.left} left`],
    ['Tokens', `${tokens.length}, of these ${tokens.filter((token) => token.suspendedAt !== null).length} suspended`],
    ['Open sessions', String(await countOpenSessions(world.read, account))],
    ['Projects', projects.length === 0 ? 'none' : projects.join(', ')],
  ];
}

function stateOf(account: AccountsTable): string {
  if (account.frozen_at === null) return 'active';
  return `frozen since ${dayText(account.frozen_at)} by ${account.frozen_by === 'owner' ? 'its owner' : 'an operator'}`;
}

function markOf(address: { isPrimary: boolean; verifiedAt: number | null; isVouchedFor: boolean }): string {
  const proof = address.isVouchedFor ? 'vouched for' : 'confirmed';
  return ` (${address.isPrimary ? 'primary, ' : ''}${address.verifiedAt === null ? 'not confirmed' : proof})`;
}
