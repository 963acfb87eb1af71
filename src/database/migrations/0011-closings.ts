import type { Migration } from '../migration.ts';

/** Accounts that their owners close. */
export const CLOSINGS: Migration = {
  number: 11,
  name: 'closings',
  statements: [
    {
      name: 'closings',
      columns: [
        'account_id text primary key references accounts (id)',
        'asked_at bigint not null',
        'ripens_at_lived_ms bigint not null',
        'hold_asked_by text',
        'hold_reason text',
        'held_until_lived_ms bigint',
      ],
    },
  ],
};
