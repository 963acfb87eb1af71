import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { hangingKey, hangingPasskey } from '../layout/key-cuts.ts';
import { withSections } from '../layout/navigation.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { type RackGroup, rack } from '../layout/rack.ts';
import type { ShownPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { AccountSection, RackItem } from './doors.ts';

/** What the last form did, in one sentence; keys of `?done=`. */
export const DONE: Readonly<Record<string, string>> = {
  welcome: 'Your address is confirmed and the account is yours. Set up a second factor next.',
  'address-confirmed': 'The address is confirmed.',
  'address-added': 'The address was added. We have sent a link there.',
  'address-removed': 'The address was removed.',
  'link-sent': 'The link was sent again. The older one is dead.',
  'primary-changed': 'The primary address was changed.',
  'name-changed': 'Your name was changed.',
  'password-changed': 'The password was changed. All other sessions have ended.',
  'factor-added': 'Your second factor counts from now on. The password alone opens nothing.',
  'factor-removed': 'The second factor was removed. All other sessions have ended.',
  'factor-leaves': 'The passkey goes on the day that stands beside it. Until then you can keep it.',
  'factor-kept': 'The passkey stays.',
  'factor-renamed': 'The factor was renamed.',
  'passkeys-only': 'From now on nothing but your passkeys opens this account. All other sessions have ended.',
  'passkeys-only-leaves': 'Password and codes open this account again once the wait of this index is over. Until then you can stop that.',
  'passkeys-only-kept': 'Nothing but your passkeys opens this account, as before.',
  'codes-replaced': 'The old recovery codes are dead. The new ones count.',
  'token-deleted': 'The token was deleted. Whoever uses it is refused from now on.',
  'token-resumed': 'The token works again.',
  'session-ended': 'The session has ended.',
  'sessions-ended': 'All other sessions have ended.',
  'browser-forgotten': 'The browser was forgotten. Its session goes on, if it has one.',
  'browsers-forgotten': 'All browsers were forgotten. Their sessions go on.',
};

export interface AccountView {
  readonly sections: readonly AccountSection[];
  readonly caller: AccountCaller;
  readonly done: string | undefined;
  readonly needs: string | undefined;
  readonly mailIsOff: boolean;
}

/** The account page: everything that opens the account on a rack, then one part after the other. */
export function accountPage({ sections, caller, done, needs, mailIsOff }: AccountView): ShownPage {
  const said = doneWords(done, mailIsOff);
  const notices = [
    said !== undefined && notice({ kind: 'good', title: said }),
    needNotice(caller, needs, mailIsOff),
    ...sections.map((section) => section.notice),
  ].filter((item): item is Html => typeof item === 'object');
  const links = sections.map((section) => ({ href: `#${section.anchor}`, label: section.title, count: section.count }));
  const groups = sections.flatMap((section) => (section.rack ?? []).map((item) => hangUp(section.anchor, item)));
  return {
    title: 'Your account',
    notices,
    content: html`${pageHead({ heading: 'Your account', lead: html`Everything that opens it. If something here is not yours, <a href="${paths.freeze()}">freeze the account</a>.` })}${rack('What opens this account', groups)}${withSections('Parts of this page', links, html`${sections.map((section) => section.content)}`)}`,
  };
}

function doneWords(done: string | undefined, mailIsOff: boolean): string | undefined {
  if (done === 'address-added' && mailIsOff) return 'The address was added. Ask an operator to vouch for it within a day.';
  // The address is anybody's to write: `constructor` is no key of ours.
  return done !== undefined && Object.hasOwn(DONE, done) ? DONE[done] : undefined;
}

const NO_ADDRESS = 'Until then nothing sensitive is possible: we could not tell you about it, nor help you back in.';
const BY_LINK = 'If no link comes, add another address, confirm that one, and make it the primary one.';
const BY_OPERATOR = 'Ask an operator to vouch for it, or add another address and ask for that one; then make it the primary one.';

/** What is missing before something sensitive is possible, why, and where to give it. */
function needNotice(caller: AccountCaller, needs: string | undefined, mailIsOff: boolean): Html | undefined {
  const hasAsked = needs === 'address' || needs === 'factor';
  if (!caller.hasVerifiedAddress) {
    return notice({
      kind: 'wait',
      title: 'Your primary mail address is not confirmed',
      text: `${NO_ADDRESS} ${mailIsOff ? BY_OPERATOR : BY_LINK}`,
      action: linkButton({ label: 'To the addresses', href: paths.account('account-emails'), kind: 'plain', isSmall: true }),
    });
  }
  if (caller.session.strength === 'R') {
    return notice({
      kind: 'wait',
      title: 'You signed in with a recovery code',
      text: 'Such a session may look, freeze the account and sign out. Sign in with your authenticator app to change things. Is it lost? Then set up a new one.',
      action: linkButton({ label: 'Set up a new factor', href: paths.newFactor(), kind: 'plain', isSmall: true }),
    });
  }
  if (caller.hasSecondFactor) return undefined;
  const title = hasAsked ? 'That needs a second factor' : 'Set up a second factor';
  return notice({
    kind: 'wait',
    title,
    text: 'Publishing, tokens and projects need one: a password alone is guessed, phished and leaked.',
    action: linkButton({ label: 'Set up a second factor', href: paths.webauthnProvision(), kind: 'plain', isSmall: true }),
  });
}

const MOST_DRAWN = 12;
const UNCUT = '000000000000';

function hangUp(anchor: string, item: RackItem): RackGroup {
  const drawn = Math.min(item.count, MOST_DRAWN);
  const keys = Array.from({ length: drawn }, (_, index) => drawing(item, index));
  const used = Array.from({ length: Math.min(item.used ?? 0, MOST_DRAWN - drawn) }, () => hangingKey('used-code'));
  const isProved = item.kind === 'passkey';
  return { href: `#${anchor}`, keys: [...keys, ...used], count: item.count, name: item.label, note: item.note, isProved };
}

function drawing({ kind, cuts }: RackItem, index: number): Html {
  if (kind === 'passkey') return hangingPasskey(cuts?.[index] ?? UNCUT);
  return hangingKey(kind === 'codes' ? 'code' : kind);
}
