import { Refusal } from '../../base/refusal.ts';

/** The refusal of an archive; `sentence` says what is wrong with it and, where that is not plain, what to do. */
export function badArchive(sentence: string, cause?: unknown): Refusal {
  return new Refusal('invalid', 'upload.bad-archive', sentence, { cause });
}
