import type { FindAccountSection } from '../accounts/doors.ts';
import { SECOND } from '../base/brands.ts';
import { html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { empty } from '../layout/empty.ts';
import { part } from '../layout/part.ts';
import { type Row, rows } from '../layout/rows.ts';
import { canBePhished, tag } from '../layout/tags.ts';
import { dayText, timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { TOTP_STEP_SECONDS } from '../protocols/totp.ts';
import { hasAddressAsHost } from '../settings/has-address-as-host.ts';
import type { AccountCaller } from '../web/caller.ts';
import { findTotpApps } from './check-totp-code.ts';
import { CODES_COUNT, countCodesLeft } from './recovery-codes.ts';
import type { TotpApp } from './totp-app.ts';

const PASSKEYS_ARE_OFF = ' Passkeys are off here, because browsers refuse them on an address: its operators can give this index a name.';

/** Second factors: apps and recovery codes. */
export const factorsSection: FindAccountSection = async (request, reading) => {
  const isOnAddress = hasAddressAsHost(reading.settings.url);
  const { caller } = request;
  const apps = await findTotpApps(reading, caller.accountId);
  const codes = await countCodesLeft(reading, caller.accountId);
  const items = [...appRows(caller, apps), ...(codes === undefined ? [] : [codesRow(codes, caller.session.strength === 'R')])];
  const nothing = empty({
    title: 'No second factor yet',
    text: 'With one, your password alone opens nothing. It is needed for tokens, for publishing and for looking after projects.',
    action: linkButton({ label: 'Set up an authenticator app', href: paths.totpProvision(), kind: 'plain' }),
  });
  const content = part({
    id: 'two-factor',
    heading: 'Second factors',
    lead: html`Asked for after the password. A code can be typed into a false page: <a href="${paths.help('phishing')}">look at the address first</a>.${isOnAddress && PASSKEYS_ARE_OFF}`,
    action: linkButton({ label: 'Add an app', href: paths.totpProvision(), kind: 'plain', isSmall: true, sign: 'plus' }),
    content: items.length === 0 ? nothing : rows('Second factors', items),
  });
  const rack = [
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
  ] as const;
  return { anchor: 'two-factor', title: 'Second factors', count: apps.length, content, rack };
};

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
          : [linkButton({ label: 'Remove', href: paths.totpRemove(app.id), kind: 'plain', isSmall: true, unseen: ` ${app.name}` })],
    };
  });
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
