import type { Migration } from '../migration.ts';

/** Accounts that nothing but their passkeys opens. */
export const PASSKEYS_ONLY: Migration = {
  number: 5,
  name: 'passkeys-only',
  statements: [
    {
      name: 'passkey_rules',
      columns: [
        'account_id text primary key references accounts (id)',
        'made_at bigint not null',
        'ends_lived_ms bigint',
        'row_mac text not null',
      ],
    },
  ],
};
