import type { Statement } from '../table.ts';

/** Counters, outbox, leases, time. */
export const HOUSEKEEPING_TABLES: readonly Statement[] = [
  {
    name: 'limit_counters',
    columns: ['key text not null', 'window_at bigint not null', 'spent bigint not null', 'primary key (key, window_at)'],
  },
  {
    name: 'guesses',
    columns: [
      'authenticator text not null',
      'pool text not null',
      'failures bigint not null',
      'waits_until_at bigint not null',
      'primary key (authenticator, pool)',
    ],
  },
  {
    name: 'outbox',
    columns: [
      'id text primary key',
      'kind text not null',
      'account_id text',
      'sealed text not null',
      'made_at bigint not null',
      'due_at bigint not null',
      'tries bigint not null',
      'holder text',
      'held_until_at bigint',
    ],
  },
  'create index outbox_due on outbox (due_at)',
  { name: 'leases', columns: ['name text primary key', 'holder text not null', 'until_at bigint not null'] },
  {
    name: 'clock',
    columns: ['id bigint primary key check (id = 1)', 'high_water_at bigint not null', 'lived_ms bigint not null', 'confirmed_at bigint'],
  },
  'insert into clock (id, high_water_at, lived_ms) values (1, 0, 0)',
  {
    name: 'sightings',
    columns: [
      'kind text not null',
      'id text not null',
      'seen_at bigint not null',
      'person_id text not null',
      'origin_sealed text not null',
      'primary key (kind, id)',
    ],
  },
];
