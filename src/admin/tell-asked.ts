import { type AccountStanding, findKeptOut, findStandings } from '../access/find-standings.ts';
import { findComingPolicies, findPolicies } from '../accounts/find-policies.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import type { World } from '../world.ts';
import { claimNotice, listNotices } from './store.ts';

interface Notice {
  readonly standing: AccountStanding;
  readonly about: string;
  readonly what: 'factor' | 'passkey' | 'owner';
  /** Undefined for an owner without a factor: nothing is asked of her yet. */
  readonly from: number | undefined;
}

/**
 * Tells, once each and by mail, whom an announced policy will keep to set-up, and owners of projects without a factor. A job; gives
 * how many were told. Who is asked later, because she becomes an owner, is told then.
 */
export async function tellAsked(world: World): Promise<number> {
  const told = await listNotices(world.read);
  let sent = 0;
  for (const notice of await findNotices(world)) {
    if (!told.has(`${notice.standing.accountId} ${notice.about}`)) sent += (await tell(world, notice)) ? 1 : 0;
  }
  return sent;
}

async function findNotices(world: World): Promise<readonly Notice[]> {
  const standings = await findStandings(world);
  const policies = await findPolicies(world);
  const announced = (await findComingPolicies(world)).flatMap(({ name, value, decided_at, holds_from_at: from }) =>
    findKeptOut(standings, { ...policies, [name]: value }).map(
      (standing): Notice => ({ standing, about: `${name} ${value} ${decided_at}`, what: standing.lacks, from }),
    ),
  );
  const bare = standings.filter(({ isOwner, apps, keys }) => isOwner && apps + keys === 0);
  return [...announced, ...bare.map((standing): Notice => ({ standing, about: 'owner', what: 'owner', from: undefined }))];
}

const TOLD = new Error('told by another process meanwhile');

async function tell(world: World, notice: Notice): Promise<boolean> {
  const { standing, about, what, from } = notice;
  const { accountId } = standing;
  const told = act(world, BY_SYSTEM, [], async (tx, now) => {
    if (!(await claimNotice(tx, accountId, about, now))) throw TOLD;
    await tellAccount(world, tx, { who: standing, notice: { kind: 'factor-asked', what, from }, visit: undefined, now });
    const details = { what, ...(from !== undefined && { from }) };
    return { result: true, events: [{ kind: 'account.factor-asked', subjects: [ofAccount(accountId)], details }] };
  });
  return told.catch((error: unknown) => {
    if (error === TOLD) return false;
    throw error;
  });
}
