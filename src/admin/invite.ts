import { type CreatedAccount, createAccount } from '../accounts/create-account.ts';
import type { NewSession, StartSession } from '../accounts/doors.ts';
import { addressMac, parseEmailAddress } from '../accounts/email-address.ts';
import { findPolicies } from '../accounts/find-policies.ts';
import { letter } from '../accounts/letters.ts';
import { claimLink, findLiveLink, insertLink, type LiveLink, openInvitedAddress } from '../accounts/links.ts';
import { type CheckedSignUp, checkSignUp, type SignUpForm, signUp } from '../accounts/sign-up.ts';
import { act } from '../audit/act.ts';
import { type By, byStranger } from '../audit/actor.ts';
import { insertPerson } from '../audit/data-keys.ts';
import { type Event, OF_SITE, ofAccount } from '../audit/events/events.ts';
import type { AccountId, PersonId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { enqueueMail } from '../outbox/enqueue-mail.ts';
import { paths } from '../paths.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';

const OVER = new Refusal('invalid', 'invitation.over', 'This invitation is used up or older than seven days. Ask for a new one.');

/** Makes an invitation; it is mailed where mail goes out, and given back to be handed over. */
export async function invite(world: World, by: By, addressText: string): Promise<Secret> {
  const address = parseEmailAddress(addressText);
  const inviter = by.actor.kind === 'operator' ? by.actor.accountId : undefined;
  if (inviter !== undefined) await spendLimit(world, 'invite', inviter);
  return act(world, by, [], async (tx, now) => {
    const link = await insertLink(world, tx, now, { kind: 'invitation', address, ...(inviter !== undefined && { madeBy: inviter }) });
    const mail = letter(world.settings, `You are invited to ${world.settings.siteName}`, {
      paragraphs: ['An operator invites you to this Python package index. The page behind the link makes your account.'],
      button: {
        label: 'Create the account',
        url: `${world.settings.url}${paths.invitation()}?token=${link.reveal()}`,
        until: 'The link works once, for seven days.',
      },
      why: 'You get this mail because an operator typed your address into the invitation form.',
    });
    await enqueueMail(world, tx, { accountId: null, kind: 'invitation', mail: { ...mail, to: address } });
    return {
      result: link,
      events: [
        { kind: 'site.invitation-made', subjects: [OF_SITE], details: { invitation: 'link' }, personal: { address }, about: 'stranger' },
      ],
    };
  });
}

/** Whether an invitation could be used now. */
export async function isInvited(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<boolean> {
  return (await findLiveLink(world, world.read, 'invitation', link)) !== undefined;
}

/**
 * Accepts an invitation. Where mail goes out the address is still confirmed by its link; where there is none, the inviting operator
 * vouches for it, recorded as such, and the account is born at once.
 */
export async function acceptInvitation(
  world: World,
  startSession: StartSession,
  visit: Visit,
  link: Secret | undefined,
  form: SignUpForm,
): Promise<{ readonly cookies: readonly CookieChange[]; readonly isBorn: boolean }> {
  const live = await findLiveLink(world, world.read, 'invitation', link);
  const { registration } = await findPolicies(world);
  if (link === undefined || live === undefined || registration === 'closed') throw OVER;
  if (world.mailMode !== 'off') {
    return { ...(await signUp(world, visit, form, link)), isBorn: false };
  }
  await checkInvitedAddress(world, live, form.email);
  return bear(world, startSession, visit, { link, madeBy: live.made_by, checked: await checkSignUp(world, visit, form) });
}

/** The operator vouches for the address that she typed, and for no other. */
async function checkInvitedAddress(world: World, live: LiveLink, typed: string): Promise<void> {
  const invited = await openInvitedAddress(world, world.read, live);
  if (invited !== undefined && addressMac(world.keys, parseEmailAddress(typed)) === addressMac(world.keys, invited)) return;
  throw new Refusal('invalid', 'invitation.other-address', 'Use the address that the invitation is for, or ask for another invitation.', {
    field: 'email',
  });
}

interface VouchedFor {
  readonly link: Secret;
  readonly madeBy: AccountId | null;
  readonly checked: CheckedSignUp;
}

async function bear(
  world: World,
  startSession: StartSession,
  visit: Visit,
  { link, madeBy, checked }: VouchedFor,
): Promise<{ readonly cookies: readonly CookieChange[]; readonly isBorn: boolean }> {
  const accountId = checked.id;
  return act(world, byStranger(originOf(visit)), [], async (tx, now) => {
    if ((await claimLink(world, tx, now, 'invitation', link)) === undefined) throw OVER;
    const person = await insertPerson(world, tx, now);
    const vouchedBy = madeBy ?? accountId;
    const created = await createAccount(world, tx, now, {
      ...{ accountId, personId: person.id, username: checked.username, name: checked.name, address: checked.address },
      passwordSealed: checked.passwordSealed,
      vouchedBy,
    });
    const started = await startSession(tx, {
      accountId,
      personId: person.id,
      epoch: 1,
      now,
      visit,
      strength: 'P',
      factors: ['password'],
      mailboxAt: null,
    });
    const result = { cookies: [started.cookie, { name: 'link', value: undefined } as const], isBorn: true };
    return { result, events: invitedEvents(checked, person.id, vouchedBy, created, started) };
  });
}

function invitedEvents(
  checked: CheckedSignUp,
  about: PersonId,
  invitedBy: AccountId,
  created: CreatedAccount,
  started: NewSession,
): readonly [Event, ...Event[]] {
  const subjects = [ofAccount(checked.id)];
  const { username, address } = checked;
  const details = { session: started.handle, strength: 'P', factors: ['password'] };
  return [
    { kind: 'account.created', subjects, details: { invitedBy }, personal: { username, address }, about, rows: created.changed },
    { kind: 'account.email-verified', subjects, details: { email: created.emailId, how: 'operator' }, personal: { address }, about },
    { kind: 'session.started', subjects, details, rows: started.changed },
  ];
}
