import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const TICK_US = 10_000;
const MIB = 2 ** 20;

/** Processor time that a process has used with all its threads, in microseconds; without its children. */
export function cpuTimeUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces: fields count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** Keeps a process with all its threads, present and to come, on some processors: `0`, `0,1`. */
export function pin(pid: number, processors: string): void {
  const done = spawnSync('taskset', ['-a', '-c', '-p', processors, String(pid)], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`taskset failed: ${done.stderr || done.error?.message}`);
}

/** Memory of a process that lies in RAM now, in MiB. */
export function memoryMib(pid: number): number {
  return readMib(pid, 'VmRSS');
}

/** The most memory since `forgetPeak`, in MiB. */
export function peakMemoryMib(pid: number): number {
  return readMib(pid, 'VmHWM');
}

/** The peak is counted anew from now on. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function readMib(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1_024) / MIB;
}
