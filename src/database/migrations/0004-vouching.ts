import type { Migration } from '../migration.ts';

/** People who vouch for somebody who lost everything, and what becomes of it. */
export const VOUCHING: Migration = {
  number: 4,
  name: 'vouching',
  statements: [
    {
      name: 'vouchers',
      columns: [
        'id text primary key',
        'account_id text not null references accounts (id)',
        'voucher_id text not null references accounts (id)',
        'named_at bigint not null',
        'accepted_at bigint',
        'counts_from_lived_ms bigint',
        'row_mac text not null',
        'unique (account_id, voucher_id)',
      ],
    },
    'create index vouchers_voucher on vouchers (voucher_id)',
    {
      name: 'vouching_rules',
      columns: [
        'account_id text primary key references accounts (id)',
        'needed bigint not null',
        'next_needed bigint',
        'next_from_lived_ms bigint',
      ],
    },
    {
      name: 'recoveries',
      columns: [
        'id text primary key',
        'account_id text not null references accounts (id)',
        'is_practice bigint not null',
        'claimant_ref text not null unique',
        'voice_mac text not null',
        'needed bigint not null',
        'asked_at bigint not null',
        'asked_lived_ms bigint not null',
        'state text not null',
        'ripens_at_lived_ms bigint',
        'objected_at bigint',
        'warned_at_lived_ms bigint',
        'told_at_lived_ms bigint',
        'dies_at bigint not null',
      ],
    },
    'create index recoveries_account on recoveries (account_id)',
    'create index recoveries_state on recoveries (state)',
    {
      name: 'vouches',
      columns: [
        'id text primary key',
        'recovery_id text not null references recoveries (id)',
        'account_id text not null references accounts (id)',
        'person_id text not null',
        'kind text not null',
        'key_id text not null',
        'statement text not null',
        'signature text not null',
        'made_at bigint not null',
        'unique (recovery_id, person_id)',
      ],
    },
  ],
};
