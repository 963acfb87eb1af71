import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { EmailsTable, RegistrationsTable } from '../schema/accounts.ts';
import type { World } from '../world.ts';
import { findAddresses } from './find-addresses.ts';
import { dropDeadLinks, hasDeadLinks } from './links.ts';
import {
  claimDeadEmail,
  claimDeadRegistration,
  dropEmailLinks,
  findAccountRow,
  findDeadEmails,
  findDeadRegistrations,
  forgetRegistration,
} from './store.ts';

export interface Swept {
  readonly registrations: number;
  readonly addresses: number;
  readonly links: number;
}

/**
 * Takes away what died: registrations that nobody confirmed in a day (their names are free again, and who it was is forgotten),
 * addresses that nobody confirmed in a day (A2), links past their time. A job, one process at a time; at most a hundred of each.
 */
export async function sweepAccounts(world: World): Promise<Swept> {
  const now = world.clock.now();
  const registrations = await findDeadRegistrations(world.read, now);
  for (const registration of registrations) await unlessGone(dropRegistration(world, registration));
  const addresses = await findDeadEmails(world.read, now);
  for (const email of addresses) await unlessGone(dropAddress(world, email));
  return { registrations: registrations.length, addresses: addresses.length, links: await sweepLinks(world) };
}

const GONE = new Error('confirmed or removed since it was looked at');

async function unlessGone(deed: Promise<void>): Promise<void> {
  await deed.catch((error: unknown) => {
    if (error !== GONE) throw error;
  });
}

async function dropRegistration(world: World, { id }: Pick<RegistrationsTable, 'id'>): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'registrations', id }], async (tx, now) => {
    const dead = await claimDeadRegistration(tx, id, now);
    if (dead === undefined) throw GONE;
    await forgetRegistration(tx, dead);
    return {
      result: undefined,
      events: [{ kind: 'account.registration-dropped', subjects: [], details: { registration: id, why: 'expired' } }],
    };
  });
}

async function dropAddress(world: World, { id, account_id }: EmailsTable): Promise<void> {
  const account = await findAccountRow(world.read, account_id);
  const found = (await findAddresses(world, world.read, account_id)).find((address) => address.id === id);
  if (account === undefined || found === undefined) return;
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: account_id }], async (tx, now) => {
    if (!(await claimDeadEmail(tx, id, now))) throw GONE;
    await dropEmailLinks(tx, id);
    const details = { email: id, why: 'unconfirmed' } as const;
    const personal = { address: found.address };
    const event = {
      kind: 'account.email-removed',
      subjects: [ofAccount(account_id)],
      details,
      personal,
      about: account.person_id,
    } as const;
    return { result: undefined, events: [{ ...event, rows: rows('emails', [id]) }] };
  });
}

async function sweepLinks(world: World): Promise<number> {
  if (!(await hasDeadLinks(world.read, world.clock.now()))) return 0;
  return act(world, BY_SYSTEM, [], async (tx, now) => {
    const links = await dropDeadLinks(tx, now);
    return { result: links, events: [{ kind: 'site.swept', subjects: [OF_SITE], details: { links, registrations: 0, sessions: 0 } }] };
  });
}
