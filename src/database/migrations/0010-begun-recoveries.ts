import type { Migration } from '../migration.ts';

/** Who began a recovery and why; and one practice run of an account at a time. */
export const BEGUN_RECOVERIES: Migration = {
  number: 10,
  name: 'begun-recoveries',
  statements: [
    { table: 'recoveries', adds: "begun_by text not null default 'claimant'" },
    { table: 'recoveries', adds: 'operator_id text' },
    { table: 'recoveries', adds: 'reason text' },
    "create unique index recoveries_practice on recoveries (account_id) where is_practice = 1 and state = 'requested'",
  ],
};
