import type { Statement } from '../table.ts';

/** The log and what belongs to it. */
export const TRAIL_TABLES: readonly Statement[] = [
  {
    name: 'entries',
    columns: [
      'serial counted',
      'id text not null unique',
      'at bigint not null',
      'kind text not null',
      'part text not null',
      'body text not null',
      'leaf text not null',
      'mac text not null',
      'sequence bigint unique',
    ],
  },
  'create index entries_waiting on entries (serial) where sequence is null',
  "create index entries_public on entries (sequence) where part = 'public'",
  {
    name: 'entry_blobs',
    columns: [
      'entry_id text not null',
      'part text not null',
      'person_id text',
      'day text',
      'sealed text not null',
      'primary key (entry_id, part)',
    ],
  },
  {
    name: 'entry_subjects',
    columns: [
      'entry_id text not null',
      'subject_kind text not null',
      'subject_id text not null',
      'at bigint not null',
      'primary key (subject_kind, subject_id, entry_id)',
    ],
  },
  'create index entry_subjects_at on entry_subjects (subject_kind, subject_id, at)',
  {
    name: 'refusal_tallies',
    columns: [
      'key text not null',
      'minute_at bigint not null',
      'kind text not null',
      'account_id text',
      'more bigint not null',
      'primary key (key, minute_at)',
    ],
  },
  {
    name: 'log_head',
    columns: [
      'id bigint primary key check (id = 1)',
      'epoch bigint not null',
      'base bigint not null',
      'size bigint not null',
      'root text not null',
    ],
  },
  "insert into log_head (id, epoch, base, size, root) values (1, 0, 0, 0, '')",
  {
    name: 'tiles',
    columns: [
      'epoch bigint not null',
      'level bigint not null',
      'tile bigint not null',
      'hashes text not null',
      'primary key (epoch, level, tile)',
    ],
  },
  {
    name: 'checkpoints',
    columns: [
      'epoch bigint not null',
      'size bigint not null',
      'note text not null',
      'signed_at bigint not null',
      'primary key (epoch, size)',
    ],
  },
];
