import type { Migration } from '../migration.ts';

/** Mail domains that are gone, and the addresses that lost their rights by it. */
export const MAIL_DOMAINS: Migration = {
  number: 12,
  name: 'mail-domains',
  statements: [
    {
      name: 'mail_domains',
      columns: [
        'domain_mac text primary key',
        'looked_at_lived_ms bigint not null',
        'gone_looks bigint not null',
        'gone_since_lived_ms bigint',
      ],
    },
    {
      name: 'doubted_emails',
      columns: ['email_id text primary key', 'account_id text not null references accounts (id)', 'doubted_at bigint not null'],
    },
    'create index doubted_emails_account on doubted_emails (account_id)',
  ],
};
