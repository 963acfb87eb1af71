import type { FindAccountSection } from '../accounts/doors.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { html } from '../base/html.ts';
import type { Secret } from '../base/secret.ts';
import { openText } from '../crypto/person-key.ts';
import { empty } from '../layout/empty.ts';
import { buttonForm } from '../layout/form.ts';
import { part } from '../layout/part.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { AccountCaller } from '../web/caller.ts';
import { nameClient } from '../web/name-client.ts';
import type { Reading } from '../world.ts';
import { DEVICE_MS, type DeviceOrigin, deviceOriginPlace, isOurDevice } from './device-row.ts';
import { findDevicesOfAccount } from './device-store.ts';
import { findDeviceHere } from './devices.ts';

/** A browser that an account remembers. */
export interface ShownBrowser extends Pick<DeviceOrigin, 'address' | 'userAgent'> {
  readonly id: string;
  readonly isThis: boolean;
  readonly isKnown: boolean;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** The browsers that the account remembers, the last seen first. */
export async function findBrowsers(
  reading: Pick<Reading, 'clock' | 'keys' | 'read'>,
  caller: AccountCaller,
  cookie: Secret | undefined,
): Promise<readonly ShownBrowser[]> {
  const found = await findDevicesOfAccount(reading.read, caller.accountId, reading.clock.now() - DEVICE_MS);
  const here = await findDeviceHere(reading, cookie, { id: caller.accountId });
  const key = await findPersonKey(reading, reading.read, caller.personId);
  return found
    .filter((row) => isOurDevice(reading.keys, row))
    .map((row) => {
      const place = deviceOriginPlace(row.id, caller.personId);
      const { address, userAgent } = JSON.parse(openText(reading.keys, key, place, row.origin_sealed)) as DeviceOrigin;
      const is = { isThis: row.id === here?.id, isKnown: row.known_at !== null };
      return { ...is, id: row.id, firstSeenAt: row.made_at, lastSeenAt: row.seen_at, address, userAgent };
    });
}

const LEAD =
  'Where this account was signed in to. A sign-in with a code is asked from your mailbox, unless the account knows the browser; being known spares no factor.';

/** Known browsers: which are not asked for the mailbox, and a button that changes that. */
export const browsersSection: FindAccountSection = async (request, reading) => {
  const browsers = await findBrowsers(reading, request.caller, request.cookies.device);
  const { csrfToken } = request;
  const forgetAll = buttonForm({
    action: paths.knownBrowsers(),
    csrfToken,
    button: { label: 'Forget all', kind: 'plain', isSmall: true, unseen: ' known browsers' },
  });
  const none = empty({
    title: 'No browser is known',
    text: 'Sign in with a passkey, or confirm a sign-in from your mailbox: then the account knows that browser.',
  });
  const content = part({
    id: 'known-browsers',
    heading: 'Known browsers',
    lead: LEAD,
    ...(browsers.length > 0 && { action: forgetAll }),
    content:
      browsers.length === 0
        ? none
        : rows(
            'Known browsers',
            browsers.map((browser) => browserRow(browser, csrfToken)),
          ),
  });
  return { anchor: 'known-browsers', title: 'Known browsers', count: browsers.length, content };
};

const TEXTS = {
  known: 'Known: a sign-in with a code is not asked from your mailbox.',
  seen: 'Seen, and not known: a sign-in with a code is asked from your mailbox.',
} as const;

function browserRow({ id, isThis, isKnown, userAgent, address, firstSeenAt, lastSeenAt }: ShownBrowser, csrfToken: string): Row {
  const name = nameClient(userAgent);
  return {
    sign: 'session',
    name,
    tags: isThis ? [tag('This browser', 'solid')] : [],
    text: TEXTS[isKnown ? 'known' : 'seen'],
    facts: [html`<span class="mono">${address}</span>`, `First sign-in ${timeText(firstSeenAt)}`, `Last ${timeText(lastSeenAt)}`],
    actions: [
      buttonForm({
        action: paths.knownBrowser(id),
        csrfToken,
        button: { label: 'Forget', kind: 'plain', isSmall: true, unseen: ` ${name}, last seen ${timeText(lastSeenAt)}` },
      }),
    ],
  };
}
