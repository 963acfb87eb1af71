import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteHostSettings, openSite } from '../../src/accounts/open-site.ts';
import { openWorld } from '../../src/adapters/open-world.ts';
import { makeSetupLink } from '../../src/admin/set-up.ts';
import { type App, composeApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { deliverMails } from '../../src/outbox/deliver-mails.ts';
import { sendResetLinks } from '../../src/recovery/request-reset.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { startServer } from '../../src/web/server.ts';
import type { Mail, Mailer, MailMode, World } from '../../src/world.ts';
import { makeChance } from '../support/chance.ts';
import { type TestClock, testClock } from '../support/test-clock.ts';
import { testSeed } from '../support/test-length.ts';

/** The whole product in this process, with a clock that stands still and mails that are kept. */
export interface OpenSite {
  readonly origin: string;
  readonly app: App;
  readonly world: World;
  readonly clock: TestClock;
  /** The path and query of the set-up link. */
  readonly setupLink: string;
  /** Does what waits: sends mails, takes entries into the log. Gives all mails so far, oldest first. */
  settle(): Promise<readonly Mail[]>;
  close(): Promise<void>;
}

/** Opens a new site on a free port. Its browsers come through a proxy that names their addresses. */
export async function openTestSite(variables: Readonly<Record<string, string>>, mailMode: MailMode = 'folder'): Promise<OpenSite> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-look-'));
  const settings = await settingsOf(folder, variables);
  const clock = testClock();
  const mails: Mail[] = [];
  const opened = await openWorld(settings, undefined, {
    ...{ clock, random: seededRandom(), mailer: keepMails(mailMode, mails) },
    log: { info: () => undefined, warn: () => undefined, error: (what, cause) => console.error(what, cause) },
  });
  const { world } = opened;
  const site = await openSite(world);
  await noteHostSettings(world);
  const app = await composeApp(world, site.restore_epoch);
  const { findCaller, showRefusal, routes, assets } = app;
  const server = await startServer({ world, routes, findCaller, showRefusal, assets, prepared: () => undefined });
  const link = await makeSetupLink(world);
  return {
    ...{ origin: settings.url, app, world, clock, setupLink: `/setup/?token=${link?.reveal()}` },
    async settle() {
      await sendResetLinks(world, 'test');
      await deliverMails(world, 'test');
      await opened.seen.flush();
      await app.integrate();
      return mails;
    },
    async close() {
      await server.close();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function keepMails(mode: MailMode, mails: Mail[]): Mailer {
  return {
    mode,
    async send(mail) {
      mails.push(mail);
    },
  };
}

async function settingsOf(folder: string, variables: Readonly<Record<string, string>>): Promise<Settings> {
  const port = await freePort();
  return readConfig({
    KEYHOUSE_DATA: folder,
    KEYHOUSE_URL: `http://localhost:${port}`,
    KEYHOUSE_LISTEN: `127.0.0.1:${port}`,
    KEYHOUSE_TRUSTED_PROXIES: '127.0.0.1',
    ...variables,
  }).settings;
}

/** The same codes, keys and cuts in every run, so that pictures can be compared. */
function seededRandom(): World['random'] {
  const chance = makeChance(testSeed);
  return { bytes: (length) => Uint8Array.from({ length }, () => Math.floor(chance() * 256)) };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
