import { type CreatedAccount, createAccount } from '../accounts/create-account.ts';
import type { NewSession, StartSession } from '../accounts/doors.ts';
import type { CheckedSignUp } from '../accounts/sign-up.ts';
import { insertPerson } from '../audit/data-keys.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, PersonId } from '../base/brands.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';

/** Somebody whose link was claimed in this act, and who therefore needs no mail to be let in. */
export interface Arrival {
  readonly checked: CheckedSignUp;
  readonly visit: Visit;
  /** Who answers for the address: the inviting operator; the account itself where the link came from the host. */
  readonly vouchedBy: AccountId;
  /** Set where the link proves as much as the mailbox does. */
  readonly mailboxAt: Millis | null;
}

export interface BornAccount {
  readonly cookies: readonly CookieChange[];
  readonly events: readonly [Event, ...Event[]];
}

/**
 * Makes person, account and session at once, without a registration that waits for a mail: for the first operator, and for invited
 * people where no mail goes out. The link that let them in is used up, and its cookie goes.
 *
 * @throws Refusal `account.name-taken`
 */
export async function bearAccount(
  { world, startSession }: { readonly world: World; readonly startSession: StartSession },
  tx: Write,
  now: Millis,
  arrival: Arrival,
): Promise<BornAccount> {
  const { checked, visit, vouchedBy, mailboxAt } = arrival;
  const accountId = checked.id;
  const { id: personId } = await insertPerson(world, tx, now);
  const { username, name, address, passwordSealed } = checked;
  const created = await createAccount(world, tx, now, { accountId, personId, username, name, address, passwordSealed, vouchedBy });
  const start = { accountId, personId, epoch: 1, now, visit, strength: 'P', factors: ['password'], mailboxAt } as const;
  const started = await startSession(tx, start);
  return {
    cookies: [started.cookie, { name: 'link', value: undefined }],
    events: bornEvents(arrival, personId, created, started),
  };
}

function bornEvents(
  { checked, vouchedBy }: Arrival,
  about: PersonId,
  created: CreatedAccount,
  started: NewSession,
): readonly [Event, ...Event[]] {
  const subjects = [ofAccount(checked.id)];
  const { username, address } = checked;
  const invited = vouchedBy === checked.id ? {} : { invitedBy: vouchedBy };
  const details = { email: created.emailId, how: 'operator' } as const;
  const vouched: Event = { kind: 'account.email-verified', subjects, details, personal: { address }, about };
  const session = { session: started.handle, strength: 'P', factors: ['password'] };
  return [
    { kind: 'account.created', subjects, details: invited, personal: { username, address }, about, rows: created.changed },
    // Where somebody else had the address first there is nothing to vouch for.
    ...(created.isAddressVerified ? [vouched] : []),
    { kind: 'session.started', subjects, details: session, rows: started.changed },
  ];
}
