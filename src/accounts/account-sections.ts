import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { buttonForm } from '../layout/form.ts';
import { part } from '../layout/part.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { findProfile } from './change-profile.ts';
import type { FindAccountSection } from './doors.ts';
import { findDoubted } from './doubted-addresses.ts';
import { type AccountAddress, findAddresses } from './find-addresses.ts';

/** Mail addresses: which are confirmed, which is the primary one. */
export const addressesSection: FindAccountSection = async (request, reading) => {
  const addresses = await findAddresses(reading, reading.read, request.caller.accountId);
  const doubted = await findDoubted(reading.read, request.caller.accountId);
  const mailIsOff = reading.mailMode === 'off';
  const content = part({
    id: 'account-emails',
    heading: 'Mail addresses',
    lead: mailIsOff
      ? 'This index sends no mail: an operator vouches for an address, and notices stand in your security history alone.'
      : 'Notices about your account go to every confirmed address.',
    action: linkButton({ label: 'Add an address', href: paths.accountEmails(), kind: 'plain', isSmall: true }),
    content: rows(
      'Mail addresses',
      addresses.map((address) => doubtedRow(addressRow(address, request.csrfToken, mailIsOff), doubted.has(address.id))),
    ),
  });
  return { anchor: 'account-emails', title: 'Mail addresses', count: addresses.length, content };
};

/** Says what an address lost whose domain is gone (C12). */
function doubtedRow(row: Row, isDoubted: boolean): Row {
  if (!isDoubted) return row;
  const text =
    'Its domain is gone: links that open something do not go there. Add another address, make it the primary one, and remove this one.';
  return { ...row, tone: 'stop', tags: [...(row.tags ?? []), tag('Domain gone', 'stop', 'warn')], text };
}

function addressRow(address: AccountAddress, csrfToken: string, mailIsOff: boolean): Row {
  const { id } = address;
  const isVerified = address.verifiedAt !== null;
  const unseen = ` ${address.address}`;
  const actions: Html[] = [];
  if (!isVerified && !mailIsOff)
    actions.push(
      buttonForm({
        action: paths.accountEmail(id, 'send-again'),
        csrfToken,
        button: { label: 'Send it again', kind: 'plain', isSmall: true, unseen },
      }),
    );
  if (isVerified && !address.isPrimary)
    actions.push(
      buttonForm({
        action: paths.accountEmail(id, 'make-primary'),
        csrfToken,
        button: { label: 'Make primary', kind: 'plain', isSmall: true, unseen },
      }),
    );
  if (!address.isPrimary)
    actions.push(
      buttonForm({
        action: paths.accountEmail(id, 'remove'),
        csrfToken,
        button: { label: 'Remove', kind: 'plain', isSmall: true, unseen },
      }),
    );
  return { sign: 'mail', name: address.address, tags: addressTags(address), text: addressText(address, mailIsOff), actions };
}

function addressTags(address: AccountAddress): Html[] {
  const state = stateTag(address);
  return address.isPrimary ? [tag('Primary', 'solid'), state] : [state];
}

function stateTag(address: AccountAddress): Html {
  if (address.verifiedAt === null) return tag('Not confirmed', 'wait', 'clock');
  return address.isVouchedFor ? tag('Vouched for', 'plain', 'check') : tag('Confirmed', 'proved', 'check');
}

function addressText(address: AccountAddress, mailIsOff: boolean): string {
  if (address.verifiedAt === null && mailIsOff) return `Added on ${dayText(address.madeAt)}. It counts once an operator vouches for it.`;
  if (address.verifiedAt === null) return `We sent a link on ${dayText(address.madeAt)}. Nothing goes to this address until you use it.`;
  return address.isVouchedFor
    ? `An operator vouched for it on ${dayText(address.verifiedAt)}.`
    : `Confirmed ${dayText(address.verifiedAt)}.`;
}

/** Name and password. */
export const profileSection: FindAccountSection = async (request, reading) => {
  const { name, passwordChangedAt, isPasswordOff } = await findProfile(reading, request.caller);
  const items: Row[] = [
    {
      sign: 'person',
      name: name === '' ? 'No name given' : name,
      text: html`Public, beside your user name <span class="mono">${request.caller.username}</span>. The user name stays.`,
      actions: [linkButton({ label: 'Change', href: paths.accountName(), kind: 'plain', isSmall: true, unseen: ' name' })],
    },
    passwordRow(passwordChangedAt, isPasswordOff),
  ];
  const note = request.caller.needsSecondFactor ? 'Opens nothing alone' : 'Opens everything alone';
  const content = part({ id: 'password', heading: 'Name and password', content: rows('Name and password', items) });
  return {
    anchor: 'password',
    title: 'Name and password',
    content,
    rack: [{ kind: 'password', count: passwordChangedAt === undefined ? 0 : 1, label: 'password', note }],
  };
};

function passwordRow(changedAt: number | undefined, isOff: boolean): Row {
  const look = { kind: 'plain', isSmall: true, unseen: ' password' } as const;
  if (isOff) {
    return {
      ...{ sign: 'password', name: 'Password', tags: [tag('Off', 'stop', 'stop')] },
      text: 'It opens nothing until you set a new one by a mailed link: there were too many wrong ones, or a sign-in that was not yours.',
      actions: [linkButton({ label: 'Set a new one', href: paths.requestPasswordReset(), ...look })],
    };
  }
  return {
    ...{ sign: 'password', name: 'Password' },
    text: changedAt === undefined ? 'None: a passkey opens the account.' : 'Changing it ends all other sessions.',
    facts: changedAt === undefined ? [] : [`Set ${dayText(changedAt)}`],
    actions: [linkButton({ label: changedAt === undefined ? 'Set one' : 'Change', href: paths.accountPassword(), ...look })],
  };
}
