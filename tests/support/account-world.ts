import { Secret } from '../../src/base/secret.ts';
import { hmacSha256 } from '../../src/crypto/digest.ts';
import { openSealedText } from '../../src/crypto/seal.ts';
import { outboxPlace } from '../../src/outbox/enqueue-mail.ts';
import { makeStartSession } from '../../src/sessions/start-session.ts';
import type { Policies } from '../../src/settings/settings.ts';
import type { Database, Mail, MailMode } from '../../src/world.ts';
import { databaseWorld, type TestWorld } from './residents.ts';

/** A world in which people register, with a hash that takes no time. */
export function accountWorld(
  database: Database,
  { mailMode = 'folder', ...pinned }: Partial<Policies> & { mailMode?: MailMode } = {},
): TestWorld {
  const world = databaseWorld(database);
  const settings = { ...world.settings, pinned: { registration: 'open', ...pinned } };
  return {
    ...world,
    settings,
    mailMode,
    slowHash: { hash: async (password: Uint8Array, salt: Uint8Array) => hmacSha256(salt, password) },
    log: { info: () => undefined, warn: () => undefined, error: (_what: string, cause: unknown) => Promise.reject(cause) },
  } as unknown as TestWorld;
}

export interface QueuedTestMail extends Mail {
  readonly kind: string;
}

/** The mails that wait in the outbox, oldest first. */
export async function readOutbox(world: TestWorld): Promise<readonly QueuedTestMail[]> {
  const queued = await world.read
    .selectFrom('outbox')
    .selectAll()
    .where('kind', 'not like', 'job:%')
    .orderBy('made_at')
    .orderBy('id')
    .execute();
  return queued.map((row) => ({
    kind: row.kind,
    ...(JSON.parse(openSealedText(world.keys, 'seal/mail', outboxPlace(row.id), row.sealed)) as Mail),
  }));
}

/** Empties the outbox: a test looks at what comes next. */
export async function emptyOutbox(world: TestWorld): Promise<void> {
  await world.database.transaction((tx) => tx.deleteFrom('outbox').execute());
}

/** The secret of the only link in a mail. */
export function linkIn(mail: Pick<Mail, 'text'> | undefined): Secret {
  const token = /\?token=([A-Za-z0-9_-]{43})\n/.exec(mail?.text ?? '')?.[1];
  if (token === undefined) throw new Error(`no link in the mail: ${mail?.text}`);
  return new Secret(token);
}

/** Whether a mail holds a link that could be opened. */
export function hasLink(mail: Pick<Mail, 'text'>): boolean {
  return mail.text.includes('?token=');
}

export function startSessionOf(world: TestWorld): ReturnType<typeof makeStartSession> {
  return makeStartSession(world);
}
