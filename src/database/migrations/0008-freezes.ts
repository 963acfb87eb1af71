import type { Migration } from '../migration.ts';

/** Owners who lift their own freeze. */
export const FREEZES: Migration = {
  number: 8,
  name: 'freezes',
  statements: [
    {
      name: 'unfreezings',
      columns: ['account_id text primary key references accounts (id)', 'asked_at bigint not null', 'told_at_lived_ms bigint'],
    },
  ],
};
