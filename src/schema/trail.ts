import type { Generated } from 'kysely';
import type { AccountId, EntryId, PersonId } from '../base/brands.ts';

/** One entry of the trail. Everything but the personal parts; those lie sealed in `entry_blobs`. */
export interface EntriesTable {
  /** Order of writing, given by the database: of two acts on one row the later has the greater. */
  serial: Generated<number>;
  id: EntryId;
  at: number;
  kind: string;
  part: 'public' | 'private';
  /** Canonical JSON without anything personal. */
  body: string;
  /** What the tree holds: for a public entry 0x00 and its canonical form, for a private one 0x01 and a commitment; base64url. */
  leaf: string;
  /** Checked by the sequencer: who can only write to the database cannot plant an entry. */
  mac: string;
  /** Given by the sequencer: place in the log plus the log's base. Rises for ever, also across restores; gaps are what a restore lost. */
  sequence: number | null;
}

export interface EntryBlobsTable {
  entry_id: EntryId;
  /** `visit`: salt, address and user agent; `details`: names and addresses the event is about. */
  part: 'visit' | 'details';
  person_id: PersonId | null;
  /** Set instead of the person for strangers' data. */
  day: string | null;
  sealed: string;
}

/** Whose history an entry belongs to. */
export interface EntrySubjectsTable {
  entry_id: EntryId;
  subject_kind: 'account' | 'project' | 'site';
  subject_id: string;
  at: number;
}

/** Refused attempts of one kind at one account in one minute: the first has its own entry, the others are counted here (H9). */
export interface RefusalTalliesTable {
  key: string;
  minute_at: number;
  kind: string;
  account_id: AccountId | null;
  /** Those after the first one. */
  more: number;
}

export interface LogHeadTable {
  id: 1;
  /** The site's restore epoch when this log began: every restore begins a new one (H1). */
  epoch: number;
  /** Sequence of the log's first entry. */
  base: number;
  /** Number of leaves. */
  size: number;
  /** Root hash, base64url. */
  root: string;
}

export interface TilesTable {
  /** Of which log; those of earlier ones stay, so that their proofs still hold. */
  epoch: number;
  level: number;
  tile: number;
  /** Base64url of 1 to 256 hashes. */
  hashes: string;
}

export interface CheckpointsTable {
  epoch: number;
  size: number;
  note: string;
  signed_at: number;
}
