import { type Engine, table } from '../table.ts';

/** Counters, outbox, leases, time. */
export function HOUSEKEEPING_TABLES(engine: Engine): readonly string[] {
  return [
    table(engine, 'limit_counters', [
      'key text not null',
      'window_at bigint not null',
      'spent bigint not null',
      'primary key (key, window_at)',
    ]),
    table(engine, 'guesses', [
      'authenticator text not null',
      'pool text not null',
      'failures bigint not null',
      'waits_until_at bigint not null',
      'primary key (authenticator, pool)',
    ]),
    table(engine, 'outbox', [
      'id text primary key',
      'kind text not null',
      'account_id text',
      'sealed text not null',
      'made_at bigint not null',
      'due_at bigint not null',
      'tries bigint not null',
      'holder text',
      'held_until_at bigint',
    ]),
    'create index outbox_due on outbox (due_at)',
    table(engine, 'leases', ['name text primary key', 'holder text not null', 'until_at bigint not null']),
    table(engine, 'clock', ['id bigint primary key check (id = 1)', 'high_water_at bigint not null', 'lived_ms bigint not null']),
    'insert into clock (id, high_water_at, lived_ms) values (1, 0, 0)',
    table(engine, 'sightings', [
      'kind text not null',
      'id text not null',
      'seen_at bigint not null',
      'person_id text not null',
      'origin_sealed text not null',
      'primary key (kind, id)',
    ]),
  ];
}
