import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { aWheel } from '../../tests/support/distributions.ts';
import { type BenchSite, publish } from './bench-site.ts';
import { forgetPeak, memoryMib, peakMemoryMib } from './processes.ts';
import { runWrk } from './run-wrk.ts';

export interface MemoryFigures {
  /** Resident memory in MiB. */
  readonly quietMib: number;
  /** The most while a file of 100 MiB was uploaded, and afterwards. */
  readonly uploadPeakMib: number;
  readonly afterUploadMib: number;
  /** The most while 32 clients downloaded 10 MB each again and again. */
  readonly downloadPeakMib: number;
}

/** Below the limit of 100 MiB by what an archive adds. */
const UPLOAD_BYTES = 100 * 2 ** 20 - 100_000;
const SETTLE_MS = 3_000;

/** Watches the memory of the server alone; archives are read by a child process with a limit of its own. */
export async function measureMemory({ keyhouse, pid, token, filePath }: BenchSite): Promise<MemoryFigures> {
  const files = { 'bench_large/payload.bin': randomBytes(UPLOAD_BYTES) };
  const large = aWheel('bench-large', '1.0', { files });
  await sleep(SETTLE_MS);
  const quietMib = memoryMib(pid);

  forgetPeak(pid);
  await publish(keyhouse, token, large);
  const uploadPeakMib = peakMemoryMib(pid);
  await sleep(SETTLE_MS);
  const afterUploadMib = memoryMib(pid);

  forgetPeak(pid);
  const { host, port } = new URL(keyhouse.origin);
  await runWrk({ url: `http://127.0.0.1:${port}${filePath}`, host, seconds: 5, processors: '0,1' });
  return { quietMib, uploadPeakMib, afterUploadMib, downloadPeakMib: peakMemoryMib(pid) };
}
