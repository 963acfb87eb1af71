import { spawn } from 'node:child_process';

export interface WrkRun {
  /** Whole, with `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The `Host` header. */
  readonly host: string;
  readonly seconds: number;
  /** The processors it runs on. */
  readonly processors: string;
}

export interface WrkResult {
  readonly requests: number;
  /** Of all answers, also of those that the end of the run cut off, in bytes as wrk rounds them. */
  readonly bytesRead: number;
  readonly perSecond: number;
  /** The 99th percentile of the time to an answer, in milliseconds. */
  readonly p99Ms: number;
}

const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };
const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

/** 32 connections of one thread that ask as fast as they are answered. @throws Error when an answer was no 200 or broke off */
export async function runWrk({ url, host, seconds, processors }: WrkRun): Promise<WrkResult> {
  const args = ['-c', processors, 'wrk', '-t1', '-c32', `-d${seconds}s`, '--timeout', '20s', '--latency', '-H', `Host: ${host}`, url];
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const trouble = /^.*(?:Non-2xx|Socket errors).*$/m.exec(text)?.[0];
  if (code !== 0 || trouble !== undefined) throw new Error(`wrk on ${url}: ${trouble ?? text}`);

  const [, p99 = '', unit = ''] = /^\s+99%\s+([\d.]+)(us|ms|s)$/m.exec(text) ?? [];
  const [, requests, amount, bytes = ''] = /^\s+(\d+) requests in [^,]*, ([\d.]+)(B|KB|MB|GB) read$/m.exec(text) ?? [];
  return {
    requests: Number(requests),
    bytesRead: Number(amount) * (BYTES[bytes] ?? Number.NaN),
    perSecond: Number(/^Requests\/sec:\s+([\d.]+)$/m.exec(text)?.[1]),
    p99Ms: Number(p99) * (UNITS[unit] ?? Number.NaN),
  };
}
