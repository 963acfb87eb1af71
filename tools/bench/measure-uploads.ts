import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anSdist, aWheel } from '../../tests/support/distributions.ts';
import type { BenchSite } from './bench-site.ts';
import { cpuTimeUs } from './processes.ts';

export interface UploadFigures {
  /** One after the other over one connection, as twine sends them. */
  readonly perSecond: number;
  readonly cpuMsPerUpload: number;
}

const UPLOADS = 100;
/** Debian's, for which its packages are installed. */
const PYTHON = '/usr/bin/python3';

/** Uploads small wheels and sdists through twine's own code in one Python. */
export async function measureUploads({ keyhouse, pid, token }: BenchSite): Promise<UploadFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-uploads-'));
  try {
    const files = Array.from({ length: UPLOADS }, (_, number) => writeDistribution(folder, number));
    const before = cpuTimeUs(pid);
    const script = join(import.meta.dirname, 'upload_with_twine.py');
    const { uploads, seconds } = await runPython([script, ...files], { BENCH_URL: `${keyhouse.origin}/legacy/`, BENCH_TOKEN: token });
    return { perSecond: uploads / seconds, cpuMsPerUpload: (cpuTimeUs(pid) - before) / uploads / 1_000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeDistribution(folder: string, number: number): string {
  const options = { metadataVersion: '2.1', summary: 'Uploaded to be counted' };
  const [name, version] = ['bench-uploads', `1.${number}`];
  const { filename, bytes } = number % 2 === 0 ? aWheel(name, version, options) : anSdist(name, version, options);
  writeFileSync(join(folder, filename), bytes);
  return join(folder, filename);
}

async function runPython(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<{ uploads: number; seconds: number }> {
  const child = spawn(PYTHON, args, { env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`uploading with twine ended with code ${code}; its lines stand above`);
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as { uploads: number; seconds: number };
}
