import type { StartSession } from '../accounts/doors.ts';
import { addressMac, parseEmailAddress } from '../accounts/email-address.ts';
import { findPolicies } from '../accounts/find-policies.ts';
import { claimLink, findLiveLink, insertLink, type LiveLink, openInvitedAddress } from '../accounts/links.ts';
import { tellAddress } from '../accounts/notices/tell-account.ts';
import { checkSignUp, type SignUpForm, signUp } from '../accounts/sign-up.ts';
import { act } from '../audit/act.ts';
import { type By, byStranger } from '../audit/actor.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { bearAccount } from './bear-account.ts';

const OVER = new Refusal('invalid', 'invitation.over', 'This invitation is used up or older than seven days. Ask for a new one.');

/**
 * Makes an invitation; it is mailed where mail goes out, and given back to be handed over.
 *
 * @throws Refusal `account.bad-address`, `limit.invite`
 */
export async function invite(world: World, by: By, addressText: string, reason?: string): Promise<Secret> {
  const address = parseEmailAddress(addressText);
  const inviter = by.actor.kind === 'operator' ? by.actor.accountId : undefined;
  if (inviter !== undefined) await spendLimit(world, 'invite', inviter);
  return act(world, by, [], async (tx, now) => {
    const link = await insertLink(world, tx, now, { kind: 'invitation', address, ...(inviter !== undefined && { madeBy: inviter }) });
    await tellAddress(world, tx, { notice: { kind: 'invitation' }, who: {}, to: address, link, visit: undefined, now });
    const details = { invitation: 'link', ...(reason !== undefined && { reason }) };
    return {
      result: link,
      events: [{ kind: 'site.invitation-made', subjects: [OF_SITE], details, personal: { address }, about: 'stranger' }],
    };
  });
}

/** An invitation that could be used now, and whom it names; undefined when it is over or nobody new is taken. */
export async function findInvitation(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  link: Secret | undefined,
): Promise<{ readonly address: string | undefined } | undefined> {
  const live = await findLiveLink(world, 'invitation', link);
  const { registration } = await findPolicies(world);
  return live === undefined || registration === 'closed' ? undefined : { address: await openInvitedAddress(world, world.read, live) };
}

/**
 * Accepts an invitation. Where mail goes out the address is still confirmed by its link; where there is none, the inviting operator
 * vouches for it, recorded as such, and the account is born at once.
 *
 * @throws Refusal `invitation.over`, `invitation.other-address`, or with the field at fault
 */
export async function acceptInvitation(
  doors: { readonly world: World; readonly startSession: StartSession },
  visit: Visit,
  link: Secret | undefined,
  form: SignUpForm,
): Promise<{ readonly cookies: readonly CookieChange[]; readonly isBorn: boolean }> {
  const { world } = doors;
  const live = await findLiveLink(world, 'invitation', link);
  const { registration } = await findPolicies(world);
  if (link === undefined || live === undefined || registration === 'closed') throw OVER;
  if (world.mailMode !== 'off') return { ...(await signUp(world, visit, form, link)), isBorn: false };

  await checkInvitedAddress(world, live, form.email);
  const checked = await checkSignUp(world, visit, form);
  return act(world, byStranger(originOf(visit)), [], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'invitation', secret: link })) === undefined) throw OVER;
    const arrival = { checked, visit, vouchedBy: live.made_by ?? checked.id, mailboxAt: null };
    const { cookies, events } = await bearAccount(doors, tx, now, arrival);
    return { result: { cookies, isBorn: true }, events };
  });
}

/** The operator vouches for the address that she typed, and for no other. */
async function checkInvitedAddress(world: World, live: LiveLink, typed: string): Promise<void> {
  const invited = await openInvitedAddress(world, world.read, live);
  if (invited !== undefined && addressMac(world.keys, parseEmailAddress(typed)) === addressMac(world.keys, invited)) return;
  throw new Refusal('invalid', 'invitation.other-address', 'Use the address that the invitation is for, or ask for another invitation.', {
    field: 'email',
  });
}
