import type { Write } from '../audit/write.ts';
import type { AccountId, EmailId, PersonId } from '../base/brands.ts';
import type { EmailsTable, MailDomainsTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';

export interface OwnedEmail extends Pick<EmailsTable, 'id' | 'account_id' | 'address_sealed'> {
  readonly person_id: PersonId;
}

/** Every confirmed address that nobody doubts yet. */
export function listTrustworthyEmails(read: Read): Promise<OwnedEmail[]> {
  return read
    .selectFrom('emails')
    .innerJoin('accounts', 'accounts.id', 'emails.account_id')
    .leftJoin('doubted_emails', 'doubted_emails.email_id', 'emails.id')
    .select(['emails.id', 'emails.account_id', 'emails.address_sealed', 'accounts.person_id'])
    .where('emails.verified_at', 'is not', null)
    .where('doubted_emails.email_id', 'is', null)
    .orderBy('emails.id')
    .execute();
}

export function listMailDomains(read: Read): Promise<MailDomainsTable[]> {
  return read.selectFrom('mail_domains').selectAll().execute();
}

/** What was seen of a domain: bookkeeping that gives nobody anything. */
export async function noteDomain(tx: Pick<Write, 'insertInto'>, row: MailDomainsTable): Promise<void> {
  const { domain_mac: _mac, ...seen } = row;
  await tx
    .insertInto('mail_domains')
    .values(row)
    .onConflict((conflict) => conflict.column('domain_mac').doUpdateSet(seen))
    .execute();
}

/** False when it is doubted already, or not confirmed any more. */
export async function insertDoubt(tx: Write, { id, accountId }: { id: EmailId; accountId: AccountId }, now: number): Promise<boolean> {
  const still = tx.selectFrom('emails').select('id').where('id', '=', id).where('verified_at', 'is not', null);
  if ((await still.executeTakeFirst()) === undefined) return false;
  const doubted = await tx
    .insertInto('doubted_emails')
    .values({ email_id: id, account_id: accountId, doubted_at: now })
    .onConflict((conflict) => conflict.column('email_id').doNothing())
    .returning('email_id')
    .execute();
  return doubted.length === 1;
}

/** Which addresses of an account are doubted. */
export async function listDoubted(read: Read, accountId: AccountId): Promise<ReadonlySet<EmailId>> {
  const found = await read.selectFrom('doubted_emails').select('email_id').where('account_id', '=', accountId).execute();
  return new Set(found.map((row) => row.email_id));
}
