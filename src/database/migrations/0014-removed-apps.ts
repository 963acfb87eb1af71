import type { Migration } from '../migration.ts';

/** Apps that were removed: for the wait they still stop, and open nothing. */
export const REMOVED_APPS: Migration = {
  number: 14,
  name: 'removed-apps',
  statements: [
    {
      name: 'removed_apps',
      columns: [
        'id text primary key',
        'account_id text not null references accounts (id)',
        'name text not null',
        'secret_sealed text not null',
        'made_at bigint not null',
        'last_step bigint not null',
        'removed_at bigint not null',
        'row_mac text not null',
      ],
    },
    'create index removed_apps_account on removed_apps (account_id)',
  ],
};
