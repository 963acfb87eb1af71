import { passwordPlace } from '../../src/accounts/check-password.ts';
import { setAccountPassword } from '../../src/accounts/set-password.ts';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { ofAccount } from '../../src/audit/events/events.ts';
import { rows } from '../../src/audit/tables.ts';
import { Secret } from '../../src/base/secret.ts';
import { hmacSha1, hmacSha256 } from '../../src/crypto/digest.ts';
import { hashPassword } from '../../src/crypto/password-hash.ts';
import { openSealedText } from '../../src/crypto/seal.ts';
import { findTotpApps } from '../../src/factors/check-totp-code.ts';
import { prepareList } from '../../src/factors/recovery-codes.ts';
import { insertList } from '../../src/factors/store.ts';
import { outboxPlace } from '../../src/outbox/enqueue-mail.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import type { Policies } from '../../src/settings/settings.ts';
import type { Database, Mail, MailMode, World } from '../../src/world.ts';
import { databaseWorld, type Resident, type TestWorld } from './residents.ts';

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

/** Gives a resident a password; residents have none that opens anything. */
export async function givePassword(world: World, { accountId }: Pick<Resident, 'accountId'>, password: string): Promise<void> {
  const sealed = await hashPassword(world, passwordPlace(accountId), new Secret(password), 'a network');
  await act(world, BY_SYSTEM, [], async (tx, now) => {
    const changed = await setAccountPassword(tx, accountId, sealed, now);
    const event = { kind: 'account.password-changed', subjects: [ofAccount(accountId)], details: { how: 'reset' } } as const;
    return { result: undefined, events: [{ ...event, rows: changed }] };
  });
}

/** Gives a resident a list of recovery codes. */
export async function giveCodes(world: TestWorld, { accountId }: Pick<Resident, 'accountId'>, codes: readonly string[]): Promise<void> {
  const prepared = await prepareList(world, codes, { accountId, network: 'a network' });
  await act(world, BY_SYSTEM, [], async (tx) => {
    await insertList(tx, prepared.list, prepared.codes);
    const ids = prepared.codes.map((code) => code.id);
    const details = { list: prepared.list.id, count: codes.length };
    const changed = [...rows('recovery_lists', [prepared.list.id]), ...rows('recovery_codes', ids)];
    return { result: undefined, events: [{ kind: 'factor.codes-made', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
}

/** What the resident's authenticator app shows now. */
export async function codeNow(world: TestWorld, { accountId }: Pick<Resident, 'accountId'>): Promise<string> {
  const [app] = await findTotpApps(world, accountId);
  if (app === undefined) throw new Error('no authenticator app');
  return totpCode(hmacSha1, app.secret, stepAt(world.clock.now()));
}
