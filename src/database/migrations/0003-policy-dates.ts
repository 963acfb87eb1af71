import type { Migration } from '../migration.ts';

/** Policies that begin on a day, who was told of them, and how many accounts have which factors, day by day. */
export const POLICY_DATES: Migration = {
  number: 3,
  name: 'policy-dates',
  statements: [
    {
      name: 'coming_policies',
      columns: [
        'name text primary key',
        'before text not null',
        'value text not null',
        'reason text not null',
        'decided_by text not null',
        'decided_at bigint not null',
        'holds_from_at bigint not null',
        'ripens_at_lived_ms bigint not null',
      ],
    },
    {
      name: 'factor_notices',
      columns: [
        'account_id text not null references accounts (id)',
        'about text not null',
        'told_at bigint not null',
        'primary key (account_id, about)',
      ],
    },
    {
      name: 'adoption_days',
      columns: ['day text primary key', 'bare bigint not null', 'apps bigint not null', 'passkeys bigint not null'],
    },
  ],
};
