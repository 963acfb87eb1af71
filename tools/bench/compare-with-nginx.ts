import { get } from 'node:http';
import type { BenchSite } from './bench-site.ts';
import { cpuTimeUs, pin } from './processes.ts';
import { runWrk } from './run-wrk.ts';
import { type Copied, type Nginx, startNginx } from './start-nginx.ts';

/** One side of a comparison: medians over its rounds. */
export interface Side {
  readonly perSecond: number;
  readonly cpuUsPerRequest: number;
}

export interface Comparison {
  readonly keyhouse: Side;
  readonly nginx: Side;
  /** What nginx needs of a processor for one request, over what Keyhouse needs: stays true on a noisy machine. */
  readonly cpuRatio: number;
  readonly rateRatio: number;
}

export interface Compared {
  readonly page: Comparison;
  /** With Debian's settings: sendfile, which copies nothing. */
  readonly file: Comparison;
  /** With sendfile off: nginx reads and writes as Node must. */
  readonly fileCopied: Comparison;
}

interface Rounds {
  readonly count: number;
  readonly seconds: number;
}

const SERVER_PROCESSOR = '0';
const CLIENT_PROCESSOR = '1';
/** Until everything that is run often has been compiled. */
const WARM_ROUNDS = 6;
/** Made by nginx itself. */
const OWN_HEADERS = new Set(['content-type', 'content-length', 'date', 'connection', 'keep-alive', 'accept-ranges', 'last-modified']);

/** Measures the page and the file on both servers, each alone on one processor, in turn. */
export async function compareWithNginx({ keyhouse, pid, pagePath, filePath }: BenchSite, rounds: Rounds): Promise<Compared> {
  const nginx = await startNginx([await copy(keyhouse.origin, 'page', pagePath), await copy(keyhouse.origin, 'file', filePath)]);
  try {
    pin(pid, SERVER_PROCESSOR);
    pin(nginx.workerPid, SERVER_PROCESSOR);
    const [page, file] = [
      { origin: keyhouse.origin, pid, path: pagePath },
      { origin: keyhouse.origin, pid, path: filePath },
    ];
    return {
      page: await compareOne(page, { nginx, path: '/page' }, rounds),
      file: await compareOne(file, { nginx, path: '/file' }, rounds),
      fileCopied: await compareOne(file, { nginx, path: '/copied/file' }, rounds),
    };
  } finally {
    await nginx.stop();
  }
}

async function copy(origin: string, name: string, path: string): Promise<Copied> {
  const answer = await fetch(`${origin}${path}`, { headers: { accept: 'text/html' } });
  const headers = Object.fromEntries([...answer.headers].filter(([header]) => !OWN_HEADERS.has(header)));
  const contentType = answer.headers.get('content-type') ?? '';
  return { name, body: new Uint8Array(await answer.arrayBuffer()), contentType, headers };
}

interface Target {
  readonly pid: number;
  readonly url: string;
  readonly host: string;
  /** Of a whole answer with its headers. */
  readonly answerBytes: number;
}

interface Ours {
  readonly origin: string;
  readonly pid: number;
  readonly path: string;
}

async function compareOne(ours: Ours, { nginx, path }: { nginx: Nginx; path: string }, { count, seconds }: Rounds): Promise<Comparison> {
  const { host, port } = new URL(ours.origin);
  const keyhouse = await target(ours.pid, `http://127.0.0.1:${port}${ours.path}`, host);
  const other = await target(nginx.workerPid, `http://127.0.0.1:${nginx.port}${path}`, `127.0.0.1:${nginx.port}`);
  const [measured, reference]: [Side[], Side[]] = [[], []];
  for (let round = -WARM_ROUNDS; round < count; round += 1) {
    const sides = [await measure(keyhouse, seconds), await measure(other, seconds)] as const;
    if (round < 0) continue;
    measured.push(sides[0]);
    reference.push(sides[1]);
  }
  const [left, right] = [medians(measured), medians(reference)];
  const cpuRatio = right.cpuUsPerRequest / left.cpuUsPerRequest;
  return { keyhouse: left, nginx: right, cpuRatio, rateRatio: left.perSecond / right.perSecond };
}

async function measure({ pid, url, host, answerBytes }: Target, seconds: number): Promise<Side> {
  const before = cpuTimeUs(pid);
  const { bytesRead } = await runWrk({ url, host, seconds, processors: CLIENT_PROCESSOR });
  // By bytes: of large files many are half sent when the run ends, and cost as much.
  const answers = bytesRead / answerBytes;
  return { perSecond: answers / seconds, cpuUsPerRequest: (cpuTimeUs(pid) - before) / answers };
}

/** Counts the bytes of one answer, headers included. */
async function target(pid: number, url: string, host: string): Promise<Target> {
  const answerBytes = await new Promise<number>((resolve, reject) => {
    const asking = get(url, { headers: { host } }, (answer) => {
      const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`, ...pairs(answer.rawHeaders), ''];
      let bytes = Buffer.byteLength(`${lines.join('\r\n')}\r\n`);
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => resolve(bytes)).on('error', reject);
    });
    asking.on('error', reject);
  });
  return { pid, url, host, answerBytes };
}

/** Header lines from Node's list of names and values in turn. */
function pairs(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
}

function medians(sides: readonly Side[]): Side {
  return { perSecond: median(sides.map((side) => side.perSecond)), cpuUsPerRequest: median(sides.map((side) => side.cpuUsPerRequest)) };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
