import { act } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { insertPerson } from '../audit/data-keys.ts';
import { type Event, OF_SITE } from '../audit/events/events.ts';
import type { Write } from '../audit/write.ts';
import { type AccountId, DAY, type Millis, type PersonId } from '../base/brands.ts';
import { gatherRefusals } from '../base/gather-refusals.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import { newId, newSecret, referenceOf } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { checkNewPassword, contextWords } from './check-new-password.ts';
import { passwordPlace } from './check-password.ts';
import { closedKeys } from './closed-name.ts';
import { nameTaken } from './create-account.ts';
import { addressMac, type EmailAddress, parseEmailAddress } from './email-address.ts';
import { findPolicies } from './find-policies.ts';
import { parseFullName } from './full-name.ts';
import { claimLink, insertLink } from './links.ts';
import { addressPlace, namePlace, personSeal } from './personal.ts';
import { dropDeadRegistration, insertPending, insertRegistration, isClosedName, isNameTaken } from './store.ts';
import { parseUsername, type Username, usernameKey } from './username.ts';
import { prepareLetter, sendLetter } from './write-to-typed.ts';

export interface SignUpForm {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly passwordConfirm: string;
  /** The account has no password: a passkey follows. Only where a mailed link follows first. */
  readonly isWithoutPassword?: boolean;
}

/** A form that was checked, its password hashed. The id is the account's, once it is born. */
export interface CheckedSignUp {
  readonly id: AccountId;
  readonly username: Username;
  readonly name: string;
  readonly address: EmailAddress;
  /** Empty for none. */
  readonly passwordSealed: string;
}

/**
 * Reads and checks the form of a new account, each field for itself.
 *
 * @throws Refusal with the field at fault, and the others in `also`
 */
export async function checkSignUp(world: World, visit: Visit, form: SignUpForm): Promise<CheckedSignUp> {
  const fields = gatherRefusals();
  const username = fields.take(() => parseUsername(form.username));
  if (username !== undefined && (await isTaken(world, username))) fields.add(nameTaken());
  const name = fields.take(() => parseFullName(form.name));
  const address = fields.take(() => parseEmailAddress(form.email));
  const password = form.isWithoutPassword ? undefined : fields.take(() => checkPasswordOf(world, form));
  const refusal = fields.refusal();
  if (refusal !== undefined || username === undefined || name === undefined || address === undefined) throw refusal;

  const id = newId<AccountId>(world.random);
  const passwordSealed = password === undefined ? '' : await hashPassword(world, passwordPlace(id), password, visit.network);
  return { id, username, name, address, passwordSealed };
}

/** By an account, a registration that lives, or an account that was closed. */
async function isTaken({ clock, keys, read }: World, username: Username): Promise<boolean> {
  const key = usernameKey(username);
  return (await isNameTaken(read, key, clock.now())) || (await isClosedName(read, closedKeys(keys, key)));
}

function checkPasswordOf({ settings: { siteName, url } }: World, form: SignUpForm): Secret {
  const { username, name, email: address } = form;
  return checkNewPassword(form.password, form.passwordConfirm, contextWords({ siteName, url, username, name, address }));
}

/**
 * Registers: makes a row that reserves the name for a day and may do one thing, confirm the address (A1). Whether the address has
 * an account already shows in nothing but the mail, which tells its owner. An invitation lets in where registration is not open,
 * and is used up in the same act: of two people with one invitation one gets in.
 *
 * @throws Refusal `account.registration-closed`, `account.no-mail`, `account.invitation-over` or with the field at fault
 */
export async function signUp(
  world: World,
  visit: Visit,
  form: SignUpForm,
  invitation?: Secret,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  await checkMayRegister(world, invitation !== undefined);
  const checked = await checkSignUp(world, visit, form);
  await spendLimit(world, 'register', visit.network);
  const letter = await prepareLetter(world, checked.address, addressMac(world.keys, checked.address));
  const half = newSecret(world.random);

  await act(world, byStranger(originOf(visit)), [], async (tx, now) => {
    const used = invitation === undefined ? [] : [await useInvitation(world, tx, now, invitation)];
    const personId = await insertChecked(world, tx, now, checked);
    await insertPending(tx, pendingRow(referenceOf(world.keys, 'half', half), checked.id, now));
    const link = await insertLink(world, tx, now, { kind: 'verify-registration', registrationId: checked.id });
    await sendLetter(world, tx, letter, { kind: 'registration', who: { username: checked.username }, link, visit, now });
    const personal = { username: checked.username, address: checked.address };
    const details = { registration: checked.id };
    return {
      result: undefined,
      events: [{ kind: 'account.registration-started', subjects: [], details, personal, about: personId }, ...used],
    };
  });
  return { cookies: [{ name: 'half', value: half }] };
}

async function insertChecked(world: World, tx: Write, now: Millis, checked: CheckedSignUp): Promise<PersonId> {
  const { id, username, name, address, passwordSealed } = checked;
  await dropDeadRegistration(tx, usernameKey(username), now);
  const person = await insertPerson(world, tx, now);
  const seal = personSeal(world, person.key);
  const isNew = await insertRegistration(tx, {
    ...{ id, person_id: person.id, username, username_key: usernameKey(username), made_at: now, dies_at: now + DAY },
    name_sealed: seal.seal(namePlace(id, person.id), name),
    address_sealed: seal.seal(addressPlace(id, person.id), address),
    address_mac: addressMac(world.keys, address),
    password_sealed: passwordSealed,
  });
  // After the row is in: an account whose closing was under way a moment ago is closed now.
  if (!isNew || (await isClosedName(tx, closedKeys(world.keys, usernameKey(username))))) throw nameTaken();
  return person.id;
}

async function useInvitation(world: World, tx: Write, now: Millis, invitation: Secret): Promise<Event> {
  if ((await claimLink(world, tx, now, { kind: 'invitation', secret: invitation })) !== undefined) {
    return { kind: 'site.invitation-used', subjects: [OF_SITE], details: {} };
  }
  const todo = 'This invitation is used up or older than seven days. Ask for a new one.';
  throw new Refusal('invalid', 'account.invitation-over', todo);
}

async function checkMayRegister(world: World, isInvited: boolean): Promise<void> {
  const { registration } = await findPolicies(world);
  const isOpen = registration === 'open' || (registration === 'invite' && isInvited);
  if (!isOpen)
    throw new Refusal(
      'forbidden',
      'account.registration-closed',
      'This index takes people by invitation. Ask one of its operators for a link.',
    );
  if (world.mailMode === 'off')
    throw new Refusal(
      'unavailable',
      'account.no-mail',
      'This index sends no mail, so it cannot confirm your address. Ask an operator for an invitation.',
    );
}

/** The session of a registration: reaches the page that says "look into your mailbox" and the confirmation, nothing else. */
export function pendingRow(
  id: string,
  registrationId: string,
  now: Millis,
): {
  id: string;
  account_id: null;
  registration_id: string;
  epoch: number;
  pool: 'stranger';
  next_path: string;
  started_at: number;
  dies_at: number;
} {
  return {
    id,
    account_id: null,
    registration_id: registrationId,
    epoch: 0,
    pool: 'stranger',
    next_path: '/',
    started_at: now,
    dies_at: now + DAY,
  };
}
