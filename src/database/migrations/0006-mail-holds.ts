import type { Migration } from '../migration.ts';

/** Sign-ins that wait for the mailbox. */
export const MAIL_HOLDS: Migration = {
  number: 6,
  name: 'mail holds',
  statements: [
    {
      name: 'mail_holds',
      columns: [
        'id text primary key',
        'handle text not null unique',
        'account_id text not null',
        'epoch bigint not null',
        'strength text not null',
        'factors text not null',
        'next_path text not null',
        'started_at bigint not null',
        'dies_at bigint not null',
        'origin_sealed text not null',
        'row_mac text not null',
      ],
    },
    'create index mail_holds_dying on mail_holds (dies_at)',
  ],
};
