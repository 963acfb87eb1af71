import type { Migration } from '../migration.ts';

/** What stood before an account's addresses changed, for as long as it can be undone. */
export const MAIL_WINDOWS: Migration = {
  number: 7,
  name: 'mail-windows',
  statements: [
    {
      name: 'mail_windows',
      columns: [
        'account_id text primary key references accounts (id)',
        'snapshot text not null',
        'opened_at bigint not null',
        'ripens_at_lived_ms bigint not null',
        'disputed_at_lived_ms bigint',
      ],
    },
  ],
};
