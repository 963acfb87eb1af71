import { act } from '../audit/act.ts';
import { type By, byStranger } from '../audit/actor.ts';
import { findKeptPersonKey, findPersonKey } from '../audit/data-keys.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { isPassword } from '../crypto/password-hash.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { RegistrationsTable } from '../schema/accounts.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { PendingCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { passwordPlace } from './check-password.ts';
import { type CreatedAccount, createAccount } from './create-account.ts';
import type { NewSession, StartSession } from './doors.ts';
import type { EmailAddress } from './email-address.ts';
import { claimLink, findLiveLink, insertLink } from './links.ts';
import { addressPlace, namePlace, personSeal } from './personal.ts';
import { claimRegistration, dropPending, findRegistration, forgetRegistration } from './store.ts';
import type { Username } from './username.ts';
import { waitForGuess } from './wait-for-guess.ts';
import { prepareLetter, sendLetter } from './write-to-typed.ts';

const OVER = new Refusal(
  'invalid',
  'account.link-over',
  'This link is used up or older than a day. Register again, or ask for the mail again in the browser you registered with.',
);

const OTHER_BROWSER = new Refusal(
  'forbidden',
  'account.other-browser',
  'This account was registered without a password: open the link in the browser that you registered in.',
);

/** What the page with the button shows. */
export interface RegistrationView {
  readonly id: string;
  readonly username: string;
  readonly address: string;
  readonly madeAt: number;
  readonly hasPassword: boolean;
}

/** The registration behind a mailed link, for its page; undefined when the link is over. */
export async function findRegistrationOfLink(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<RegistrationView | undefined> {
  const live = await findLiveLink(world, 'verify-registration', link);
  return live?.registration_id == null ? undefined : findRegistrationView(world, live.registration_id);
}

/** A living registration by its id. */
export async function findRegistrationView(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  id: string,
): Promise<RegistrationView | undefined> {
  const row = await findRegistration(world.read, id, world.clock.now());
  const address = row && (await addressOf(world, row));
  if (row === undefined || address === undefined) return undefined;
  return { id: row.id, username: row.username, address, madeAt: row.made_at, hasPassword: row.password_sealed !== '' };
}

/** Undefined when the registration was dropped since it was read: who it was is forgotten. */
async function addressOf(world: Pick<Reading, 'keys' | 'read'>, row: RegistrationsTable): Promise<string | undefined> {
  const key = await findKeptPersonKey(world, world.read, row.person_id);
  if (key === undefined) return undefined;
  const seal = personSeal({ ...world, random: { bytes: () => new Uint8Array() } }, key);
  return seal.open(addressPlace(row.id, row.person_id), row.address_sealed);
}

/**
 * Confirms the address: the account is born, and this browser signs in. Needs, beside the link, the registration's own browser or
 * its password typed here (without one, its own browser alone): whoever merely reads the mailbox, or registered somebody else's address, gets nothing (A3).
 *
 * @throws Refusal `account.link-over`, `account.wrong-password` (field `password`), `account.other-browser`
 */
export async function confirmRegistration(
  world: World,
  startSession: StartSession,
  visit: Visit,
  proof: { readonly link: Secret | undefined; readonly pendingId: string | undefined; readonly password: Secret },
): Promise<{ readonly cookies: readonly CookieChange[]; readonly hasPassword: boolean }> {
  const live = await findLiveLink(world, 'verify-registration', proof.link);
  const row = live?.registration_id == null ? undefined : await findRegistration(world.read, live.registration_id, world.clock.now());
  if (proof.link === undefined || row === undefined) throw OVER;
  const link = proof.link;
  if (proof.pendingId !== row.id) await checkItsPassword(world, visit, row, proof.password);
  const address = (await addressOf(world, row)) as EmailAddress | undefined;
  if (address === undefined) throw OVER;

  const accountId = row.id as AccountId;
  const by: By = {
    actor: { kind: 'person', accountId, personId: row.person_id },
    origin: originOf(visit),
    credential: { kind: 'link', id: '' },
  };
  return act(world, by, [{ table: 'registrations', id: row.id }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'verify-registration', secret: link })) === undefined) throw OVER;
    if ((await claimRegistration(tx, row.id)) === undefined) throw OVER;
    await dropPending(tx, row.id);
    const name = personSeal(world, await findPersonKey(world, tx, row.person_id)).open(namePlace(row.id, row.person_id), row.name_sealed);
    const created = await createAccount(world, tx, now, {
      ...{ accountId, personId: row.person_id, username: row.username as Username, name, address },
      passwordSealed: row.password_sealed,
      vouchedBy: null,
    });
    const started = await startSession(tx, firstSession(row, visit, now));
    return {
      result: {
        cookies: [started.cookie, { name: 'half', value: undefined }, { name: 'link', value: undefined }],
        hasPassword: row.password_sealed !== '',
      },
      events: bornEvents(row, address, created, started),
    };
  });
}

function firstSession(row: RegistrationsTable, visit: Visit, now: Millis): Parameters<StartSession>[1] {
  const who = { accountId: row.id as AccountId, personId: row.person_id, epoch: 1 };
  return { ...who, now, visit, strength: 'P', factors: firstFactors(row), mailboxAt: now };
}

/** What a new account was opened by: without a password, the registering browser together with the mailed link. */
function firstFactors({ password_sealed }: RegistrationsTable): readonly string[] {
  return [password_sealed === '' ? 'link' : 'password'];
}

function bornEvents(row: RegistrationsTable, address: string, created: CreatedAccount, started: NewSession): readonly [Event, ...Event[]] {
  const subjects = [ofAccount(row.id as AccountId)];
  const personal = { username: row.username, address };
  const details = { session: started.handle, strength: 'P', factors: firstFactors(row) };
  return [
    { kind: 'account.created', subjects, details: { registration: row.id }, personal, about: row.person_id, rows: created.changed },
    { kind: 'session.started', subjects, details, rows: started.changed },
  ];
}

async function checkItsPassword(world: World, visit: Visit, row: RegistrationsTable, password: Secret): Promise<void> {
  if (row.password_sealed === '') throw OTHER_BROWSER;
  const guess = { authenticator: `password:${row.id}`, pool: 'stranger' } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) throw waitForGuess(spent.until, world.clock.now(), 'password');
  if (await isPassword(world, passwordPlace(row.id), row.password_sealed, { password, network: visit.network })) {
    await forgiveGuesses(world, guess);
    return;
  }
  await recordRefusal(world, byStranger(originOf(visit)), { kind: 'refused.form', details: { code: 'account.wrong-password' } });
  throw new Refusal('forbidden', 'account.wrong-password', 'Type the password that you registered with.', { field: 'password' });
}

/** Sends the confirmation mail again; the older link dies. */
export async function resendConfirmation(world: World, visit: Visit, caller: PendingCaller): Promise<void> {
  const row = await findRegistration(world.read, caller.registrationId, world.clock.now());
  if (row === undefined) throw OVER;
  await spendLimit(world, 'verify-mail', row.id);
  const address = await addressOf(world, row);
  if (address === undefined) throw OVER;
  const letter = await prepareLetter(world, address, row.address_mac);
  await act(world, byStranger(originOf(visit)), [{ table: 'registrations', id: row.id }], async (tx, now) => {
    const link = await insertLink(world, tx, now, { kind: 'verify-registration', registrationId: row.id });
    await sendLetter(world, tx, letter, { kind: 'registration', who: { username: row.username }, link, visit, now });
    const personal = { username: row.username, address };
    return {
      result: undefined,
      events: [{ kind: 'account.registration-started', subjects: [], details: { registration: row.id }, personal, about: row.person_id }],
    };
  });
}

/** "Not me": whoever reads the mailbox deletes the registration; a link alone only takes rights away. */
export async function dropRegistration(world: World, visit: Visit, link: Secret | undefined): Promise<void> {
  const live = await findLiveLink(world, 'verify-registration', link);
  if (link === undefined || live?.registration_id == null) throw OVER;
  const id = live.registration_id;
  // Held first, as whoever confirms it does: in another order the two would wait for each other.
  await act(world, byStranger(originOf(visit)), [{ table: 'registrations', id }], async (tx, now: Millis) => {
    const claimed = await claimLink(world, tx, now, { kind: 'verify-registration', secret: link });
    const dropped = claimed === undefined ? undefined : await claimRegistration(tx, id);
    if (dropped === undefined) throw OVER;
    await forgetRegistration(tx, dropped);
    return {
      result: undefined,
      events: [{ kind: 'account.registration-dropped', subjects: [], details: { registration: dropped.id, why: 'not-me' } }],
    };
  });
}
