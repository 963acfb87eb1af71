import type { Migration } from '../migration.ts';

/** One cookie for all accounts of a browser, and what its owner may read of it. */
export const KNOWN_BROWSERS: Migration = {
  number: 9,
  name: 'known-browsers',
  statements: [
    // The old rows were named by the cookie of one account: each browser is asked for the mailbox once more.
    'drop table devices',
    {
      name: 'devices',
      columns: [
        'id text primary key',
        'account_id text not null references accounts (id)',
        'epoch bigint not null',
        'made_at bigint not null',
        'seen_at bigint not null',
        'known_at bigint',
        'origin_sealed text not null',
        'row_mac text not null',
      ],
    },
    'create index devices_account on devices (account_id)',
    { name: 'browsers', columns: ['ref text primary key', 'devices_sealed text not null', 'dies_at bigint not null'] },
    'create index browsers_dying on browsers (dies_at)',
  ],
};
