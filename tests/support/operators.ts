import { insertOperator } from '../../src/admin/store.ts';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { OF_SITE } from '../../src/audit/events/events.ts';
import { rows } from '../../src/audit/tables.ts';
import { rowMac } from '../../src/crypto/row-mac.ts';
import type { Visitor } from './browser-client.ts';
import { liveThrough } from './live-through.ts';
import { signInByPasskey } from './lost-everything.ts';
import { type PasskeyMember, signUpWithPasskey } from './passkeys.ts';
import type { StorySite } from './story-site.ts';

/** Makes somebody an operator from now on, as a grant does. */
export async function grantOperator({ world }: Pick<StorySite, 'world'>, username: string): Promise<void> {
  const { id } = await world.read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  const grant = { account_id: id, granted_at: world.clock.now(), granted_by: null };
  await act(world, BY_SYSTEM, [], async (tx) => {
    await insertOperator(tx, { ...grant, row_mac: rowMac(world.keys, 'operators', grant) });
    const details = { account: id, how: 'command' } as const;
    return { result: undefined, events: [{ kind: 'site.operator-granted', subjects: [OF_SITE], details, rows: rows('operators', [id]) }] };
  });
}

/** Operators with passkeys who are such for longer than the wait, signed in just now. */
export async function makeOperators(site: StorySite, names: readonly string[] = ['olga', 'otto']): Promise<readonly PasskeyMember[]> {
  const operators: PasskeyMember[] = [];
  for (const name of names) {
    operators.push(await signUpWithPasskey(site, name));
    await grantOperator(site, name);
  }
  await liveThrough(site, 73);
  for (const operator of operators) await signInByPasskey(operator.browser, operator);
  return operators;
}

/** Begins a recovery from the page of an account; gives path and query of the link to hand over. */
export async function startFor(
  operator: Pick<PasskeyMember, 'browser'>,
  username: string,
  reason = 'she called, all is lost',
): Promise<string> {
  const at = `/admin/users/${username}/`;
  await operator.browser.open(at);
  await operator.browser.send(`${at}start-recovery/`, { reason });
  return /\/account\/recover\/start\/\?token=[A-Za-z0-9_-]{43}/.exec(operator.browser.page)?.[0] ?? '';
}

/** Opens the link in a new browser and begins there; gives the browser and the code that it shows. */
export async function takeLink(site: StorySite, link: string): Promise<{ readonly browser: Visitor; readonly code: string }> {
  const browser = site.browser();
  await browser.open(link);
  await browser.send('/account/recover/start/');
  return { browser, code: /[0-9a-z]{4}-[0-9a-z]{4}(?=<\/span><\/p>)/.exec(browser.page)?.[0] ?? '' };
}

/** Where operators agree to the only open recovery. */
export async function agreePath({ world }: Pick<StorySite, 'world'>): Promise<string> {
  const open = world.read.selectFrom('recoveries').select('id').where('state', 'in', ['started', 'requested']);
  return `/account/vouch/${(await open.executeTakeFirstOrThrow()).id}/`;
}
