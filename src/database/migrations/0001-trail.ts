import { type Engine, serialKey, table } from '../table.ts';

/** The log and what belongs to it. */
export function TRAIL_TABLES(engine: Engine): readonly string[] {
  return [
    table(engine, 'entries', [
      serialKey(engine, 'serial'),
      'id text not null unique',
      'at bigint not null',
      'kind text not null',
      'part text not null',
      'body text not null',
      'leaf text not null',
      'mac text not null',
      'sequence bigint unique',
    ]),
    'create index entries_waiting on entries (serial) where sequence is null',
    "create index entries_public on entries (sequence) where part = 'public'",
    table(engine, 'entry_blobs', [
      'entry_id text not null',
      'part text not null',
      'person_id text',
      'day text',
      'sealed text not null',
      'primary key (entry_id, part)',
    ]),
    table(engine, 'entry_subjects', [
      'entry_id text not null',
      'subject_kind text not null',
      'subject_id text not null',
      'at bigint not null',
      'primary key (subject_kind, subject_id, entry_id)',
    ]),
    table(engine, 'refusal_tallies', [
      'key text not null',
      'minute_at bigint not null',
      'kind text not null',
      'account_id text',
      'more bigint not null',
      'primary key (key, minute_at)',
    ]),
    table(engine, 'log_head', [
      'id bigint primary key check (id = 1)',
      'origin text not null',
      'size bigint not null',
      'root text not null',
    ]),
    "insert into log_head (id, origin, size, root) values (1, '', 0, '')",
    table(engine, 'tiles', ['level bigint not null', 'tile bigint not null', 'hashes text not null', 'primary key (level, tile)']),
    table(engine, 'checkpoints', ['size bigint primary key', 'note text not null', 'signed_at bigint not null']),
  ];
}
