import { act, keepBooks } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import { type AccountId, DAY, type EmailId, type PersonId } from '../base/brands.ts';
import type { MailDomainsTable } from '../schema/accounts.ts';
import type { DomainState, World } from '../world.ts';
import { insertDoubt, listMailDomains, listTrustworthyEmails, noteDomain } from './domain-store.ts';
import { addressMac } from './email-address.ts';
import { tellAccount } from './notices/tell-account.ts';
import { addressPlace, openPersonal } from './personal.ts';
import { findAccountRow } from './store.ts';

/** How often and over how long a domain must be seen gone (C12): a registrar's mistake is mended in a week. */
const GONE_LOOKS = 3;
const GONE_FOR_MS = 7 * DAY;

interface Reached {
  readonly emailId: EmailId;
  readonly accountId: AccountId;
  readonly personId: PersonId;
  readonly address: string;
}

/**
 * Looks once a day at the mail domains of confirmed addresses. One that its name servers deny, at least three times over seven lived
 * days, may belong to somebody else tomorrow: its addresses lose the right to links that open something, and nothing else (C12). No
 * answer, and a failing server, count for nothing. A job, one process at a time; gives how many addresses were doubted.
 */
export async function watchDomains(world: World): Promise<number> {
  if (world.mailMode === 'off' || world.clock.isSuspect()) return 0;
  const { lived } = await findTime(world);
  const byDomain = await findByDomain(world);
  const known = new Map((await listMailDomains(world.read)).map((row) => [row.domain_mac, row]));
  const due = [...byDomain.keys()].filter((domain) => isDue(known.get(addressMac(world.keys, domain)), lived));
  const seen = await lookAtAll(world, due);
  let doubted = 0;
  for (const [domain, state] of seen) {
    const mac = addressMac(world.keys, domain);
    const row = nextRow(known.get(mac), { domain_mac: mac, state, lived });
    await keepBooks(world, (tx) => noteDomain(tx as never, row));
    if (isGone(row, lived)) for (const reached of byDomain.get(domain) ?? []) doubted += (await doubt(world, reached)) ? 1 : 0;
  }
  return doubted;
}

async function findByDomain(world: World): Promise<ReadonlyMap<string, readonly Reached[]>> {
  const byDomain = new Map<string, Reached[]>();
  for (const { id, account_id, person_id, address_sealed } of await listTrustworthyEmails(world.read)) {
    const address = await openPersonal(world, person_id, addressPlace(id, person_id), address_sealed);
    if (address === undefined) continue;
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    const reached = { emailId: id, accountId: account_id, personId: person_id, address };
    byDomain.set(domain, [...(byDomain.get(domain) ?? []), reached]);
  }
  return byDomain;
}

function isDue(row: MailDomainsTable | undefined, lived: number): boolean {
  return row === undefined || lived - row.looked_at_lived_ms >= DAY;
}

/** What was answered. Where many are denied at once the fault is nearer than they are, and nothing of it is believed. */
async function lookAtAll({ domains, log }: World, due: readonly string[]): Promise<ReadonlyMap<string, Exclude<DomainState, 'unknown'>>> {
  const seen = new Map<string, Exclude<DomainState, 'unknown'>>();
  for (const domain of due) {
    const state = await domains.look(domain);
    if (state !== 'unknown') seen.set(domain, state);
  }
  const gone = [...seen.values()].filter((state) => state === 'gone').length;
  if (gone <= Math.max(1, Math.floor(due.length / 5))) return seen;
  log.warn('many mail domains are denied at once: that is not believed', { gone, of: due.length });
  return new Map();
}

function nextRow(
  before: MailDomainsTable | undefined,
  { domain_mac, state, lived }: { readonly domain_mac: string; readonly state: 'there' | 'gone'; readonly lived: number },
): MailDomainsTable {
  const looked = { domain_mac, looked_at_lived_ms: lived };
  if (state === 'there') return { ...looked, gone_looks: 0, gone_since_lived_ms: null };
  return { ...looked, gone_looks: (before?.gone_looks ?? 0) + 1, gone_since_lived_ms: before?.gone_since_lived_ms ?? lived };
}

function isGone({ gone_looks: looks, gone_since_lived_ms: since }: MailDomainsTable, lived: number): boolean {
  return since !== null && looks >= GONE_LOOKS && lived - since >= GONE_FOR_MS;
}

const MOVED = new Error('doubted already, or removed meanwhile');

async function doubt(world: World, { emailId, accountId, personId, address }: Reached): Promise<boolean> {
  const done = act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const account = await findAccountRow(tx, accountId);
    if (account === undefined || !(await insertDoubt(tx, { id: emailId, accountId }, now))) throw MOVED;
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'address-doubted', address }, visit: undefined, now });
    const details = { email: emailId };
    const changed = rows('doubted_emails', [emailId]);
    const event: Event = {
      kind: 'account.email-doubted',
      subjects: [ofAccount(accountId)],
      details,
      personal: { address },
      about: personId,
      rows: changed,
    };
    return { result: true, events: [event] };
  });
  return done.catch((error: unknown) => {
    if (error === MOVED) return false;
    throw error;
  });
}
