import type { ArchiveJob, ArchiveMember, ReadArchive } from '../../world.ts';

/** What the child is asked. */
export type Job =
  | ({ readonly job: 'read-archive' } & ArchiveJob)
  | { readonly job: 'render-description'; readonly text: string; readonly contentType: string };

/** What the child answers; `ready` comes once, before the first job. */
export type Answer =
  | { readonly answer: 'ready' }
  | { readonly answer: 'refused'; readonly code: string; readonly sentence: string }
  | { readonly answer: 'failed'; readonly reason: string }
  | { readonly answer: 'archive'; readonly archive: ReadArchive }
  | { readonly answer: 'html'; readonly html: string };

/** Members as short rows, and how the bytes behind the JSON are to be cut. */
interface PackedArchive {
  readonly members: readonly (readonly [path: string, size: number, kind: number])[];
  readonly found: readonly (readonly [path: string, length: number])[];
}

const KINDS: readonly ArchiveMember['kind'][] = ['file', 'directory', 'link', 'other'];

/** An answer as the JSON and the bytes of a frame. */
export function packAnswer(answer: Answer): { json: unknown; bytes: Buffer } {
  if (answer.answer !== 'archive') return { json: answer, bytes: Buffer.alloc(0) };

  const { members, found } = answer.archive;
  const packed: PackedArchive = {
    members: members.map((member) => [member.path, member.size, KINDS.indexOf(member.kind)]),
    found: [...found].map(([path, bytes]) => [path, bytes.length]),
  };
  return { json: { answer: 'archive', ...packed }, bytes: Buffer.concat([...found.values()]) };
}

/**
 * Reads an answer. The child has had hostile input in its hands, so nothing of it is taken on trust.
 *
 * @throws TypeError for anything that `packAnswer` does not make
 */
export function unpackAnswer(json: unknown, bytes: Buffer): Answer {
  if (!isObject(json)) throw unreadable();
  switch (json['answer']) {
    case 'ready':
      return { answer: 'ready' };
    case 'refused':
      return { answer: 'refused', code: text(json['code']), sentence: text(json['sentence']) };
    case 'failed':
      return { answer: 'failed', reason: text(json['reason']) };
    case 'html':
      return { answer: 'html', html: text(json['html']) };
    case 'archive':
      return { answer: 'archive', archive: { members: list(json['members']).map(member), found: cut(list(json['found']), bytes) } };
    default:
      throw unreadable();
  }
}

function member(row: unknown): ArchiveMember {
  const [path, size, kind] = list(row);
  const kindName = KINDS[length(kind)];
  if (kindName === undefined) throw unreadable();
  return { path: text(path), size: length(size), kind: kindName };
}

function cut(rows: readonly unknown[], bytes: Buffer): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  let offset = 0;
  for (const row of rows) {
    const [path, size] = list(row);
    const end = offset + length(size);
    found.set(text(path), new Uint8Array(bytes.subarray(offset, end)));
    offset = end;
  }
  if (offset !== bytes.length) throw unreadable();
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unreadable();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw unreadable();
  return value;
}

function length(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw unreadable();
  return value;
}

function unreadable(): TypeError {
  return new TypeError('The sandbox answered something that is no answer.');
}
