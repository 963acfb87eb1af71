import { type AccountStanding, findKeptOut, findStandings } from '../access/find-standings.ts';
import { findComingPolicies, findPolicies } from '../accounts/find-policies.ts';
import { letter } from '../accounts/letters.ts';
import { notifyAccount } from '../accounts/notify-account.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
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
    await notifyAccount(world, tx, accountId, { kind: 'factor-asked', mail: mailOf(world, notice) });
    const details = { what, ...(from !== undefined && { from }) };
    return { result: true, events: [{ kind: 'account.factor-asked', subjects: [ofAccount(accountId)], details }] };
  });
  return told.catch((error: unknown) => {
    if (error === TOLD) return false;
    throw error;
  });
}

const WHAT = { factor: 'a second factor', passkey: 'a passkey or security key', owner: 'a second factor' } as const;

function mailOf({ settings }: World, { standing, what, from }: Notice): ReturnType<typeof letter> {
  const { username } = standing;
  const subject = from === undefined ? 'Your projects rest on a password alone' : `From ${dayText(from)} your account needs ${WHAT[what]}`;
  const paragraph =
    from === undefined
      ? `The account ${username} owns a project and has no second factor. Without one it publishes nothing, and whoever finds out its password sees what you see. The other owners are shown how many of you have one.`
      : `From ${dayText(from)} on ${settings.siteName} asks the account ${username} for ${WHAT[what]}. Until you have one you will then reach nothing but its set-up, and your tokens will publish nothing.`;
  return letter(settings, subject, {
    paragraphs: [paragraph],
    facts: [],
    after: [{ title: 'What to do', text: 'It takes a minute: a passkey is one touch. Sign in, and open the page.' }],
    button: { label: 'Set it up', url: `${settings.url}${paths.webauthnProvision()}`, until: 'The page asks you to sign in.' },
    why: `You get this mail, once, because your address is confirmed for the account ${username} of ${settings.siteName}.`,
  });
}
