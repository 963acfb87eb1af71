import type { FindAccountSection } from '../accounts/doors.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { findSightings, type LastSeen } from '../audit/find-sightings.ts';
import { html } from '../base/html.ts';
import { openText } from '../crypto/person-key.ts';
import { buttonForm } from '../layout/form.ts';
import { part } from '../layout/part.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { SessionsTable } from '../schema/sessions.ts';
import type { AccountCaller } from '../web/caller.ts';
import { nameClient } from '../web/name-client.ts';
import type { Reading } from '../world.ts';
import { ABSOLUTE_MS, isOurSession } from './session-row.ts';
import { findFactorNames, withFactors } from './signed-in-with.ts';
import { sessionOriginPlace } from './start-session.ts';
import { findAccount, findSessionRows } from './store.ts';

export interface ShownSession {
  readonly handle: string;
  readonly isThis: boolean;
  /** As it follows “Signed in with”. */
  readonly by: string;
  readonly startedAt: number;
  readonly seenAt: number;
  readonly address: string;
  readonly userAgent: string;
}

/** The account's sessions that could still be used, newest first. */
export async function findSessions(reading: Reading, caller: AccountCaller): Promise<readonly ShownSession[]> {
  const account = await findAccount(reading.read, caller.accountId);
  const found = await findSessionRows(reading.read, caller.accountId, account?.auth_epoch ?? -1, reading.clock.now() - ABSOLUTE_MS);
  const ours = found.filter((row) => isOurSession(reading.keys, row));
  const seen = await findSightings(
    reading,
    'session',
    ours.map((row) => row.handle),
  );
  const key = await findPersonKey(reading, reading.read, caller.personId);
  const names = await findFactorNames(reading, caller.accountId);
  return ours.map((row) => {
    const origin = JSON.parse(openText(reading.keys, key, sessionOriginPlace(row.handle, caller.personId), row.origin_sealed)) as {
      address: string;
      userAgent: string;
    };
    const by = withFactors({ ...row, factors: JSON.parse(row.factors) as string[] }, names);
    return { ...shown(row, caller, seen.get(row.handle) ?? { at: row.started_at, ...origin }), by };
  });
}

function shown(row: SessionsTable, caller: AccountCaller, seen: LastSeen): Omit<ShownSession, 'by'> {
  return {
    ...{ handle: row.handle, isThis: row.handle === caller.session.handle, startedAt: row.started_at },
    ...{ seenAt: Math.max(seen.at, row.started_at), address: seen.address, userAgent: seen.userAgent },
  };
}

/** Sessions: where the account is signed in now. */
export const sessionsSection: FindAccountSection = async (request, reading) => {
  const sessions = await findSessions(reading, request.caller);
  const others = buttonForm({
    action: paths.otherSessions(),
    csrfToken: request.csrfToken,
    button: { label: 'End all others', kind: 'plain', isSmall: true },
  });
  const content = part({
    id: 'sessions',
    heading: 'Sessions',
    lead: 'Browsers that are signed in now. A session rests after an hour without use and ends after twelve at most.',
    ...(sessions.length > 1 && { action: others }),
    content: rows(
      'Sessions',
      sessions.map((session) => sessionRow(session, request.csrfToken)),
    ),
  });
  const note = sessions.length === 1 ? 'This browser' : 'One is this browser';
  return {
    anchor: 'sessions',
    title: 'Sessions',
    count: sessions.length,
    content,
    rack: [{ kind: 'session', count: sessions.length, label: sessions.length === 1 ? 'session' : 'sessions', note }],
  };
};

function sessionRow(session: ShownSession, csrfToken: string): Row {
  const name = nameClient(session.userAgent);
  return {
    sign: 'session',
    name,
    tags: session.isThis ? [tag('This browser', 'solid')] : [],
    text: `Signed in with ${session.by}`,
    facts: [
      html`<span class="mono">${session.address}</span>`,
      `Since ${timeText(session.startedAt)}`,
      `Last seen ${timeText(session.seenAt)}`,
    ],
    actions: session.isThis
      ? []
      : [
          buttonForm({
            action: paths.session(session.handle),
            csrfToken,
            button: { label: 'End', kind: 'plain', isSmall: true, unseen: ` the session of ${name}` },
          }),
        ],
  };
}
