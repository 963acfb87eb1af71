import type { FindAccountSection, RackItem } from '../accounts/doors.ts';
import { findSightings } from '../audit/find-sightings.ts';
import { SECOND } from '../base/brands.ts';
import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { empty } from '../layout/empty.ts';
import { buttonForm } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { part } from '../layout/part.ts';
import { type Row, rows } from '../layout/rows.ts';
import { canBePhished, resistsPhishing, tag } from '../layout/tags.ts';
import { dayText, timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { TOTP_STEP_SECONDS } from '../protocols/totp.ts';
import { hasAddressAsHost } from '../settings/has-address-as-host.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { PageRequest } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { findTotpApps } from './check-totp-code.ts';
import { findKeys } from './find-keys.ts';
import { findPasskeysOnly, type PasskeysOnly } from './passkey-rule.ts';
import { CODES_COUNT, countCodesLeft } from './recovery-codes.ts';
import type { TotpApp } from './totp-app.ts';
import { isLive, type WebauthnKey } from './webauthn-key.ts';

const PASSKEYS_ARE_OFF = ' Passkeys are off here, because browsers refuse them on an address: its operators can give this index a name.';

/** Second factors: apps and recovery codes. */
export const factorsSection: FindAccountSection = async (request, reading) => {
  const isOnAddress = hasAddressAsHost(reading.settings.url);
  const { caller } = request;
  const apps = await findTotpApps(reading, caller.accountId);
  const keys = (await findKeys(reading, caller.accountId)).filter((key) => isLive(key, reading.clock.now()));
  const codes = await countCodesLeft(reading, caller.accountId);
  const items = [
    ...(await keyRows(reading, request, keys)),
    ...(keys.length < 2 ? [] : [onlyRow(await findPasskeysOnly(reading, caller.accountId))]),
    ...appRows(caller, apps),
    ...(codes === undefined ? [] : [codesRow(codes, caller.session.strength === 'R')]),
  ];
  const nothing = empty({
    title: 'No second factor yet',
    text: 'With one, your password alone opens nothing. It is needed for tokens, for publishing and for looking after projects.',
    action: linkButton({ label: 'Set up a second factor', href: paths.webauthnProvision(), kind: 'plain' }),
  });
  const content = part({
    id: 'two-factor',
    heading: 'Second factors',
    lead: html`A passkey is checked by your device against this address, so a false page gets nothing. A code can be typed into one: <a href="${paths.help('phishing')}">look at the address first</a>.${isOnAddress && PASSKEYS_ARE_OFF}`,
    action: linkButton({ label: 'Add a factor', href: paths.webauthnProvision(), kind: 'plain', isSmall: true, sign: 'plus' }),
    content: items.length === 0 ? nothing : rows('Second factors', items),
  });
  return {
    anchor: 'two-factor',
    title: 'Second factors',
    count: keys.length + apps.length,
    content,
    rack: rackOf(keys, apps, codes),
    ...(codes && codes.left <= 2 && !codes.isSuspended && { notice: fewLeft(codes.left) }),
  };
};

function rackOf(keys: readonly WebauthnKey[], apps: readonly TotpApp[], codes: { readonly left: number } | undefined): RackItem[] {
  return [
    ...(keys.length === 0
      ? []
      : [
          {
            kind: 'passkey',
            count: keys.length,
            label: keys.length === 1 ? 'passkey' : 'passkeys',
            note: 'Resists phishing',
            cuts: keys.map(({ id }) => id),
          } satisfies RackItem,
        ]),
    {
      kind: 'app',
      count: apps.length,
      label: apps.length === 1 ? 'authenticator app' : 'authenticator apps',
      note: apps.length === 0 ? 'None yet' : 'Can be phished',
    },
    {
      kind: 'codes',
      count: codes?.left ?? 0,
      used: codes === undefined ? 0 : CODES_COUNT - codes.left,
      label: 'recovery codes',
      note: codes === undefined ? 'Come with an app' : `${CODES_COUNT - codes.left} of ${CODES_COUNT} used`,
    },
  ];
}

async function keyRows(reading: Reading, { caller, csrfToken }: PageRequest<'account'>, keys: readonly WebauthnKey[]): Promise<Row[]> {
  const seen = await findSightings(
    reading,
    'key',
    keys.map((key) => key.id),
  );
  return keys.map((key) => {
    const used = seen.get(key.id);
    const isLeaving = key.leavesAt !== null;
    return {
      sign: 'key',
      name: key.name,
      tags: [resistsPhishing, ...(isLeaving ? [tag('Leaving', 'wait', 'clock')] : [])],
      text: `${key.verifiesPerson ? 'Passkey' : 'Security key'}${key.isSynced ? ', kept by an account of yours on all its devices' : '; it cannot leave its device'}`,
      facts: [
        `Added ${dayText(key.madeAt)}`,
        ...(used === undefined ? [] : [`Used ${timeText(used.at)}`]),
        ...(key.leavesAt === null ? [] : [`Goes ${timeText(key.leavesAt)}`]),
      ],
      actions: caller.session.strength === 'R' ? [] : keyActions(key, csrfToken),
    };
  });
}

const ONLY_TEXT = {
  off: 'Off: a password with a code opens the account too',
  on: 'On: nothing but your passkeys opens the account',
  leaving: 'On, and about to end: password and codes open the account again soon',
} as const;

function onlyRow(is: PasskeysOnly): Row {
  const tags = is === 'leaving' ? [tag('Leaving', 'wait', 'clock')] : [];
  const look = { kind: 'plain', isSmall: true, unseen: ' passkeys only' } as const;
  const label = is === 'off' ? 'Switch on' : 'Change';
  return {
    sign: 'key',
    name: 'Passkeys only',
    tags,
    text: ONLY_TEXT[is],
    facts: [],
    actions: [linkButton({ label, href: paths.passkeysOnly(), ...look })],
  };
}

function keyActions({ id, name, leavesAt }: WebauthnKey, csrfToken: string): Html[] {
  const look = { kind: 'plain', isSmall: true, unseen: ` ${name}` } as const;
  if (leavesAt !== null) return [buttonForm({ action: paths.key(id, 'keep'), csrfToken, button: { label: 'Keep it', ...look } })];
  return [
    linkButton({ label: 'Rename', href: paths.key(id, 'rename'), ...look }),
    linkButton({ label: 'Remove', href: paths.key(id, 'remove'), ...look }),
  ];
}

function appRows(caller: AccountCaller, apps: readonly TotpApp[]): Row[] {
  return apps.map((app) => {
    // The step of the last accepted code says when it was made, to half a minute.
    const used = app.lastStep * TOTP_STEP_SECONDS * SECOND;
    return {
      sign: 'phone',
      name: app.name,
      tags: app.isDisabled ? [tag('Disabled', 'stop', 'stop')] : [canBePhished],
      text: app.isDisabled
        ? 'Disabled after a hundred wrong codes. Sign in with a recovery code to set up a new one.'
        : 'Authenticator app',
      facts: [`Added ${dayText(app.madeAt)}`, ...(used < app.madeAt ? [] : [`Used ${timeText(used)}`])],
      actions:
        caller.session.strength === 'R'
          ? []
          : [
              linkButton({ label: 'Rename', href: paths.totpRename(app.id), kind: 'plain', isSmall: true, unseen: ` ${app.name}` }),
              linkButton({ label: 'Replace', href: paths.totpProvision(app.id), kind: 'plain', isSmall: true, unseen: ` ${app.name}` }),
              linkButton({ label: 'Remove', href: paths.totpRemove(app.id), kind: 'plain', isSmall: true, unseen: ` ${app.name}` }),
            ],
    };
  });
}

/** The reminder: shown on the account page until there are more (row 14's way back needs one). */
function fewLeft(left: number): Html {
  const words = ['No recovery code is left', 'One recovery code is left', 'Two recovery codes are left'][left] ?? '';
  const text = 'Make new ones while your factors are at hand: with none left, a lost phone is hard to come back from.';
  const action = linkButton({ label: 'Replace all', href: paths.recoveryCodes(), kind: 'plain', isSmall: true });
  return notice({ kind: 'wait', title: words, text, action });
}

function codesRow(codes: { left: number; madeAt: number; isSuspended: boolean }, isRecovering: boolean): Row {
  const replace = { label: 'Replace all', href: paths.recoveryCodes(), kind: 'plain', isSmall: true, unseen: ' recovery codes' } as const;
  const renew = { label: 'New for used', href: paths.owedCodes(), kind: 'plain', isSmall: true, unseen: ' recovery codes' } as const;
  const owesCodes = !codes.isSuspended && codes.left < CODES_COUNT;
  return {
    sign: 'codes',
    name: 'Recovery codes',
    tags: [
      ...(codes.left <= 2 ? [tag(`${codes.left} left`, 'wait', 'warn')] : []),
      ...(codes.isSuspended ? [tag('Resting', 'wait', 'warn')] : []),
    ],
    text: codes.isSuspended
      ? 'This index was restored from a backup. Until you replace them they only help with a mailed reset link.'
      : `${codes.left} of ${CODES_COUNT} left`,
    facts: [`Made ${dayText(codes.madeAt)}`],
    actions: isRecovering ? [] : [...(owesCodes ? [linkButton(renew)] : []), linkButton(replace)],
  };
}
