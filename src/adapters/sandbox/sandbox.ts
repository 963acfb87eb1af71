import { resolve } from 'node:path';
import { Refusal } from '../../base/refusal.ts';
import { findRuleName } from '../../python/upload-rules.ts';
import type { ReadArchive, Sandbox } from '../../world.ts';
import { badArchive } from './bad-archive.ts';
import { type ChildLimits, childCommand } from './child-command.ts';
import type { Answer, Job } from './jobs.ts';
import { ChildFailure, type KeptChild, keptChild } from './kept-child.ts';
import { MAX_DESCRIPTION_CHARACTERS, plainDescription } from './plain-description.ts';

/** What may be set; every figure has a default. */
export interface SandboxOptions {
  /** Folders in which the archives lie; nothing else of the machine can be read in the sandbox. */
  readonly readable: readonly string[];
  /** Where to look for `prlimit` and `setpriv`: the value of PATH. */
  readonly searchPath?: string;
  /** For one archive. */
  readonly archiveLimitMillis?: number;
  /** For one description. */
  readonly descriptionLimitMillis?: number;
  /** Jobs that may wait for each of the two children. */
  readonly maxWaiting?: number;
  readonly dataBytes?: number;
  readonly heapMebibytes?: number;
}

const MIB = 1024 * 1024;
const DEFAULTS: Required<Omit<SandboxOptions, 'readable'>> = {
  searchPath: '/usr/local/bin:/usr/bin:/bin',
  archiveLimitMillis: 20_000,
  descriptionLimitMillis: 3_000,
  maxWaiting: 100,
  dataBytes: 1024 * MIB,
  heapMebibytes: 256,
};

/**
 * The sandbox: two kept child processes with limits, one for archives and one for descriptions, so that neither waits for the other
 * and what a hostile archive might do to its process can not reach a page. They are started when first needed.
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const settings = { ...DEFAULTS, ...options };
  const limits: ChildLimits = {
    dataBytes: settings.dataBytes,
    heapMebibytes: settings.heapMebibytes,
    readable: settings.readable.map((path) => resolve(path)),
  };
  const archives = keptChild(childCommand(limits, settings.searchPath), settings.maxWaiting);
  const descriptions = keptChild(childCommand({ ...limits, readable: [] }, settings.searchPath), settings.maxWaiting);

  return {
    readArchive: (job) => readArchive(archives, { job: 'read-archive', ...job, path: resolve(job.path) }, settings.archiveLimitMillis),
    renderDescription: (job) => renderDescription(descriptions, job, settings.descriptionLimitMillis),
    async close() {
      archives.close();
      descriptions.close();
    },
  };
}

async function readArchive(child: KeptChild, job: Job, limitMillis: number): Promise<ReadArchive> {
  let answer: Answer;
  try {
    answer = await child.run(job, limitMillis);
  } catch (error) {
    throw asRefusal(error, limitMillis);
  }

  if (answer.answer === 'refused') {
    throw findRuleName(answer.code) === undefined ? badArchive(answer.sentence) : new Refusal('invalid', answer.code, answer.sentence);
  }
  if (answer.answer !== 'archive')
    throw new Error(`The sandbox failed at an archive: ${'reason' in answer ? answer.reason : answer.answer}`);
  return answer.archive;
}

async function renderDescription(child: KeptChild, job: { text: string; contentType: string }, limitMillis: number): Promise<string> {
  if (job.text.length > MAX_DESCRIPTION_CHARACTERS) return plainDescription(job.text);
  try {
    const answer = await child.run({ job: 'render-description', ...job }, limitMillis);
    return answer.answer === 'html' ? answer.html : plainDescription(job.text);
  } catch (error) {
    if (error instanceof ChildFailure) return plainDescription(job.text);
    throw error;
  }
}

/** A job that took its child with it is the archive's fault; a sandbox that does not start is ours. */
function asRefusal(error: unknown, limitMillis: number): unknown {
  if (!(error instanceof ChildFailure)) return error;
  switch (error.why) {
    case 'too-slow':
      return badArchive(`The archive could not be read within ${limitMillis / 1000} seconds: make it smaller.`, error);
    case 'crashed':
      return badArchive('The archive could not be read: it takes too much memory or is damaged.', error);
    case 'busy':
      return new Refusal('unavailable', 'upload.busy', 'Too many uploads are being checked: try again in a minute.', {
        cause: error,
        retryAfterSeconds: 60,
      });
    default:
      return error;
  }
}
