import type { Log } from '../world.ts';

/** Work that comes again and again. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
}

export interface RunningJobs {
  /** Lets what is running end, starts nothing more. */
  stop(): Promise<void>;
}

/** Runs each job at its pace, never beside itself; one that fails is logged and comes again. */
export function runJobs(jobs: readonly Job[], log: Log): RunningJobs {
  const running = new Map<string, Promise<void>>();
  const timers = jobs.map((job) =>
    setInterval(() => {
      if (running.has(job.name)) return;
      const run = job
        .work()
        .catch((cause: unknown) => log.error(`the job ${job.name} failed`, cause))
        .then(() => {
          running.delete(job.name);
        });
      running.set(job.name, run);
    }, job.everyMs).unref(),
  );
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}

/** Calls back once the process that started us is gone. */
export function watchParent(isGone: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) isGone();
  }, 500).unref();
}
