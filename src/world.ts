import type { Writable } from 'node:stream';
import type { Kysely, Transaction } from 'kysely';
import type { Millis, PersonId, Sha256Hex } from './base/brands.ts';
import type { Secret } from './base/secret.ts';
import type { Schema } from './schema/schema.ts';
import type { Settings } from './settings/settings.ts';

/** Time. `now` never runs backwards, also across a restart (security-model part 4, expiring time). */
export interface Clock {
  now(): Millis;
  /** True while the machine's clock has jumped ahead and nobody confirmed it: codes made from time are refused meanwhile. */
  isSuspect(): boolean;
  /** True while the database's clock is more than 30 seconds away: only what takes rights away is done meanwhile. */
  isApart(): boolean;
}

/** Chance from the operating system. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Reading queries only: no insert, no update, no delete. A transaction fits too. */
export type Read = Pick<Kysely<Schema>, 'selectFrom'>;

export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  /** A connection that cannot write: the database refuses it. */
  readonly read: Read;
  /**
   * One writing transaction (SQLite: begin immediate; PostgreSQL: read committed). `work` is SQL and pure code only; this is
   * guarded at run time. Only `audit/`, and the bookkeeping of `limits/` and `outbox/`, may call it: everything else uses `act`.
   */
  transaction<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** True while its disk has only its reserve left (H9); of a server's disk nothing is known. */
  isShortOfRoom(): boolean;
  /** After something was erased: what the files of SQLite still hold of it goes; on PostgreSQL the server's vacuum does that. */
  dropRemains(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that lie on disk under a temporary name, hashed and fsynced, but are not yet part of the store. */
export interface Incoming {
  readonly sha256: Sha256Hex;
  /** BLAKE2b-256, lower-case hexadecimal. */
  readonly blake2b256: string;
  /** Only to compare with what a client sent. */
  readonly md5: string;
  readonly size: number;
  /** Where the sandbox may read them. */
  readonly path: string;
  /** Moves them to their place by hash, durably; fine when the same bytes are there already. */
  place(): Promise<void>;
  /** Removes the temporary file; does nothing after `place`. */
  discard(): Promise<void>;
}

export interface ByteRange {
  /** First and last byte, both included. */
  readonly first: number;
  readonly last: number;
}

/** Bytes of a stored file, open to be read once: sent, iterated over, or closed unread. Else what was opened stays open. */
export interface StoredBytes extends AsyncIterable<Uint8Array> {
  /**
   * Writes them all and leaves the target open. A chunk is used again once its write has called back: the target must be done with
   * it then, as a socket is.
   *
   * @throws Error `ERR_STREAM_PREMATURE_CLOSE` when the target closes before, another when the file ends before its range
   */
  sendTo(target: Writable): Promise<void>;
  close(): Promise<void>;
}

export interface FilesReader {
  /** The bytes of a stored file, or undefined when they are not there. */
  open(sha256: Sha256Hex, range?: ByteRange): Promise<StoredBytes | undefined>;
}

/** Content-addressed files: the key is the SHA-256 of the bytes. */
export interface Files extends FilesReader {
  /**
   * Streams to a temporary file while hashing.
   *
   * @throws Refusal `upload.too-large` past `maxBytes`
   */
  receive(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Incoming>;
  has(sha256: Sha256Hex): Promise<boolean>;
  remove(sha256: Sha256Hex): Promise<void>;
  list(): AsyncIterable<Sha256Hex>;
}

/** `gone`: its name servers deny it; `unknown`: nobody answered, or a server failed. */
export type DomainState = 'there' | 'gone' | 'unknown';

/** What name servers say of a mail domain. */
export interface Domains {
  look(domain: string): Promise<DomainState>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `smtp`: a server takes them; `folder`: `.eml` files for trying it out on localhost; `off`: nobody can get mail. */
export type MailMode = 'smtp' | 'folder' | 'off';

export interface Mailer {
  readonly mode: MailMode;
  send(mail: Mail): Promise<void>;
}

export interface ArchiveMember {
  readonly path: string;
  readonly size: number;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

export interface ReadArchive {
  readonly members: readonly ArchiveMember[];
  readonly found: ReadonlyMap<string, Uint8Array>;
}

/** An archive to be read: where it lies, what it is, and which members are wanted. */
export interface ArchiveJob {
  readonly path: string;
  readonly kind: 'wheel' | 'sdist';
  /** Paths within a wheel; for an sdist paths below its single top folder. */
  readonly wanted: readonly string[];
  /** The path of a wheel's RECORD, when it is to be held against all the other members. */
  readonly record?: string;
}

/** A kept child process with limits, for hostile input. */
export interface Sandbox {
  /**
   * Lists an archive and reads the wanted members.
   *
   * @throws Refusal `upload.bad-archive`, `upload.top-folder`, `upload.record-mismatch`
   */
  readArchive(job: ArchiveJob): Promise<ReadArchive>;
  /** Safe HTML of a description; escaped plain text whenever rendering fails. */
  renderDescription(job: { text: string; contentType: string }): Promise<string>;
  close(): Promise<void>;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined | null>>;

/** JSON lines on standard output; never a secret, never a mail address. */
export interface Log {
  info(what: string, fields?: LogFields): void;
  warn(what: string, fields?: LogFields): void;
  error(what: string, cause: unknown, fields?: LogFields): void;
}

export interface MasterKey {
  readonly version: number;
  /** 32 random bytes. */
  readonly key: Secret<Uint8Array>;
}

/** The keys that lie outside the database. Everything else is derived from them in `crypto/`. */
export interface Keys {
  /** Newest first; the first one seals, the others only open. */
  readonly masters: readonly [MasterKey, ...MasterKey[]];
  /** 16 bytes, made with the database: two sites with one master still share no key. */
  readonly siteId: Uint8Array;
  /** Seed of the Ed25519 key that signs checkpoints; a file of its own, never derived. */
  readonly logSeed: Secret<Uint8Array>;
}

/** Argon2id with a bounded queue that is fair per network. */
export interface SlowHash {
  /**
   * 32 bytes of Argon2id (m=19 MiB, t=2, p=1).
   *
   * @throws Refusal `sign-in.busy` when the queue is full or the wait too long
   */
  hash(password: Uint8Array, salt: Uint8Array, network: string): Promise<Uint8Array>;
}

/** One fact that reading leaves behind: when and from where something was last used. */
export interface Sighting {
  readonly kind: 'session' | 'token' | 'account' | 'key' | 'device';
  readonly id: string;
  readonly personId: PersonId;
  readonly address: string;
  readonly userAgent: string;
}

/** The one port for what reading leaves behind; written at most a minute later, and never able to change a decision for the worse. */
export interface Seen {
  note(sighting: Sighting): void;
}

/** What a GET handler gets: nothing in it can change a row. */
export interface Reading {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly read: Read;
  readonly files: FilesReader;
  readonly seen: Seen;
  readonly log: Log;
  readonly mailMode: MailMode;
}

/** The outside world on one page. Tests replace this and nothing else. */
export interface World extends Reading {
  readonly random: Random;
  readonly database: Database;
  readonly files: Files;
  readonly mailer: Mailer;
  readonly domains: Domains;
  readonly sandbox: Sandbox;
  readonly slowHash: SlowHash;
}
