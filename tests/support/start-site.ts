import type { TestContext } from 'node:test';
import { openSite } from '../../src/accounts/open-site.ts';
import { composeApp } from '../../src/app.ts';
import { startServer } from '../../src/web/server.ts';
import type { Database, MailMode } from '../../src/world.ts';
import { accountWorld } from './account-world.ts';
import { Visitor } from './browser-client.ts';
import { freePort } from './free-port.ts';
import type { TestWorld } from './residents.ts';

export interface WholeSite {
  readonly world: TestWorld;
  /** A browser without scripts and without cookies. */
  visitor(): Visitor;
}

/** The whole product on a real port, in this process: over a test's database and with its clock. */
export async function startSite(database: Database, t: TestContext, wishes: { readonly mailMode?: MailMode } = {}): Promise<WholeSite> {
  const listenPort = await freePort();
  const origin = `http://localhost:${listenPort}`;
  const bare = accountWorld(database, wishes);
  const settings = {
    ...bare.settings,
    ...{ url: origin, listenHost: '127.0.0.1', listenPort, site: 'main', trustedProxies: [], maxFileBytes: 1 << 20 },
    ...{ siblingUrl: undefined, supportUrl: undefined, securityContact: undefined },
  } as const;
  const world = { ...bare, settings } as unknown as TestWorld;
  const site = await openSite(world);
  const app = await composeApp(world, site.restore_epoch);
  const { routes, findCaller, knowsDevice, showRefusal, assets } = app;
  const server = await startServer({
    world,
    routes,
    findCaller,
    knowsDevice,
    showRefusal,
    assets,
    prepared: (...asked) => app.index.find(...asked),
  });
  t.after(() => server.close());
  return { world, visitor: () => new Visitor(origin) };
}
