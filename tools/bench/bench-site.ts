import { randomBytes } from 'node:crypto';
import { aWheel, type Distribution } from '../../tests/support/distributions.ts';
import { makePublisher } from '../../tests/support/publisher.ts';
import { listAsJson } from '../../tests/support/read-index.ts';
import { sendUpload } from '../../tests/support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';

export const PAGE_PROJECT = 'bench-page';
const FILE_PROJECT = 'bench-file';
const FILES_ON_PAGE = 40;
const FILE_BYTES = 10_000_000;

/** A running Keyhouse with a project of 40 files and one of a file of 10 MB. */
export interface BenchSite {
  readonly keyhouse: Keyhouse;
  readonly pid: number;
  readonly token: string;
  readonly pagePath: string;
  readonly filePath: string;
}

/** Starts it with this machine as a trusted proxy, so that many sign-ins can come from many networks. */
export async function startBenchSite(): Promise<BenchSite> {
  const keyhouse = await startKeyhouse({ KEYHOUSE_TRUSTED_PROXIES: '127.0.0.1' });
  const { token } = await makePublisher(keyhouse);
  for (let number = 1; number <= FILES_ON_PAGE; number += 1) await publish(keyhouse, token, aWheel(PAGE_PROJECT, `1.${number}`, PYTHON));
  const payload = { [`bench_file/payload.bin`]: randomBytes(FILE_BYTES) };
  await publish(keyhouse, token, aWheel(FILE_PROJECT, '1.0', { ...PYTHON, files: payload }));
  const [file] = await listAsJson(keyhouse.origin, FILE_PROJECT);
  if (file === undefined) throw new Error('the file of 10 MB is not listed');
  return { keyhouse, pid: keyhouse.process.pid ?? 0, token, pagePath: `/simple/${PAGE_PROJECT}/`, filePath: new URL(file.url).pathname };
}

const PYTHON = { metadataLines: ['Requires-Python: >=3.9'] };

/** @throws Error when it is not accepted */
export async function publish({ origin }: Keyhouse, token: string, distribution: Distribution): Promise<void> {
  const { status, reason } = await sendUpload(origin, token, distribution);
  if (status !== 200) throw new Error(`${distribution.filename} was not accepted: ${status} ${reason}`);
}
