import type { Migration } from '../migration.ts';

/** Passkeys and security keys, and the challenges that were answered. */
export const WEBAUTHN: Migration = {
  number: 2,
  name: 'webauthn',
  statements: [
    {
      name: 'webauthn_keys',
      columns: [
        'id text primary key',
        'account_id text not null references accounts (id)',
        'name text not null',
        'credential_id text not null unique',
        'public_key text not null',
        'transports text not null',
        'is_synced bigint not null',
        'verifies_person bigint not null',
        'sign_count bigint not null',
        'made_at bigint not null',
        'young_until_lived_ms bigint not null',
        'leaves_at bigint',
        'row_mac text not null',
      ],
    },
    'create index webauthn_keys_account on webauthn_keys (account_id)',
    // Enrolments live ten minutes: those of an hour ago are of no use to anybody.
    'drop table enrolments',
    {
      name: 'enrolments',
      columns: [
        'nonce text primary key',
        'account_id text not null',
        'sealed text not null',
        'codes_nonce text not null',
        'started_at bigint not null',
        'dies_at bigint not null',
      ],
    },
    'create index enrolments_account on enrolments (account_id)',
    { name: 'spent_challenges', columns: ['ref text primary key', 'dies_at bigint not null'] },
    'create index spent_challenges_dying on spent_challenges (dies_at)',
  ],
};
