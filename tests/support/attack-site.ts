import { after, before } from 'node:test';
import { leaveClean } from './leave-clean.ts';
import { type StoryOptions, type StorySite, startStorySite } from './story-site.ts';
import { sendRaw } from './test-site.ts';

export interface AttackedSite extends StorySite {
  /** Sends bytes as they are (a text's letters are bytes) and gives everything that comes back until the server closes, or `waitMs` have passed. */
  raw(bytes: string, waitMs?: number): Promise<string>;
}

/**
 * One site on SQLite for all attacks of a test file; call the result inside tests. After the last attack the site is held against
 * the same check as a story: no 5xx, no error in the log, no row without its event, no secret in plain, a whole log. `prepare` moves
 * in who is attacked.
 */
export function attackedSite(options: StoryOptions = {}, prepare?: (site: StorySite) => Promise<void>): () => AttackedSite {
  let started: Awaited<ReturnType<typeof startStorySite>>;
  // One hook: two at the top of a file do not wait for each other.
  before(async () => {
    started = await startStorySite(options, undefined);
    await prepare?.(started.site);
  });
  after(async () => {
    try {
      await leaveClean(started.site);
    } finally {
      await started.close();
    }
  });
  return () => {
    const { site } = started;
    return Object.assign(Object.create(site) as StorySite, {
      raw: (bytes: string, waitMs?: number) => sendRaw(Number(new URL(site.origin).port), bytes, waitMs),
    });
  };
}

/** One request as a client writes it, with these header lines after `Host`, and a body whose length it names. */
export function requestText(site: StorySite, line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.from(body, 'latin1').length}`];
  return [`${line} HTTP/1.1`, `Host: ${new URL(site.origin).host}`, ...headers, ...length, 'Connection: close', '', body].join('\r\n');
}

/** The statuses of all answers that came back on one connection. */
export function statusesIn(answers: string): readonly number[] {
  return [...answers.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}
