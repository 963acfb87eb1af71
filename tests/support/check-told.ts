import assert from 'node:assert/strict';
import { NOTICES } from '../../src/accounts/notices/notices.ts';
import { UNTOLD_WHEN } from '../../src/accounts/notices/untold.ts';
import type { EventKind } from '../../src/audit/events/events.ts';
import type { StorySite } from './story-site.ts';

interface Body {
  readonly details?: Record<string, unknown>;
  readonly subjects: readonly { readonly kind: string; readonly id?: string }[];
}

/** Which kinds of mail tell of a kind of event. */
function tellersOf(kind: string): readonly string[] {
  return Object.entries(NOTICES)
    .filter(([, { of }]) => of.includes(kind as EventKind))
    .map(([name]) => name);
}

/** Whether somebody could be told: an account has an address that was confirmed by then. */
async function canBeTold({ world }: StorySite, accounts: readonly string[], at: number): Promise<boolean> {
  const found = world.read
    .selectFrom('emails')
    .select('id')
    .where('account_id', 'in', accounts as never)
    .where('verified_at', '<=', at);
  return (await found.executeTakeFirst()) !== undefined;
}

/**
 * What the table of notices says was sent: for each event of an account, a mail of one of its kinds was queued in the act that
 * recorded it. Where no mail goes out nothing is.
 */
export async function checkTold(site: StorySite): Promise<void> {
  if (site.world.mailMode === 'off') return assert.deepEqual(site.told, [], 'no mail where none goes out');
  const entries = await site.world.read.selectFrom('entries').select(['kind', 'body', 'at']).orderBy('serial').execute();
  const untold: string[] = [];
  for (const { kind, body, at } of entries) {
    const tellers = tellersOf(kind);
    const { details = {}, subjects } = JSON.parse(body) as Body;
    const accounts = subjects.flatMap(({ kind: what, id }) => (what === 'account' && id !== undefined ? [id] : []));
    if (tellers.length === 0 || accounts.length === 0 || UNTOLD_WHEN[kind as EventKind]?.is(details)) continue;
    const isTold = site.told.some((mail) => mail.made_at === at && accounts.includes(mail.account_id ?? '') && tellers.includes(mail.kind));
    if (!isTold && (await canBeTold(site, accounts, at))) untold.push(`${kind} ${JSON.stringify(details)}`);
  }
  assert.deepEqual(untold, [], 'every event that a notice tells of was mailed in its act');
}
