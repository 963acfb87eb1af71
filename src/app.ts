import { addressesSection, profileSection } from './accounts/account-sections.ts';
import type { FindAccountSection, RenewSession, SuspendRecentTokens } from './accounts/doors.ts';
import { findPolicies } from './accounts/find-policies.ts';
import { accountRoutes } from './accounts/routes.ts';
import { adminRoutes } from './admin/routes.ts';
import { integrateEntries } from './audit/sequencer.ts';
import { checkpointHead, logKeyHex, logOrigin, type SignedCheckpoint } from './audit/sign-checkpoint.ts';
import { browseRoutes } from './browse/routes.ts';
import { sha256Hex } from './crypto/digest.ts';
import type { FactorDoors } from './factors/doors.ts';
import { factorsSection } from './factors/factors-section.ts';
import { factorRoutes } from './factors/routes.ts';
import { helpRoutes } from './help/routes.ts';
import { findHistorySection, findProjectHistory, findRecentHistory, historyRoutes } from './history/routes.ts';
import { loadAssets } from './layout/assets.ts';
import { depths } from './layout/key-cuts.ts';
import { makeShowPage } from './layout/show-page.ts';
import { makeShowRefusal } from './layout/show-refusal.ts';
import type { SiteLook } from './layout/site-look.ts';
import type { Presence } from './outbox/presence.ts';
import { projectRoutes } from './projects/routes.ts';
import { freezeSection } from './recovery/freeze-section.ts';
import { makeKeepingStart } from './recovery/keep-account.ts';
import { recoveryRoutes } from './recovery/routes.ts';
import { vouchersSection } from './recovery/vouchers-section.ts';
import { uploadRoutes } from './releases/routes.ts';
import { browsersSection } from './sessions/browsers-section.ts';
import { makeKnowsDevice } from './sessions/devices.ts';
import { endCaller } from './sessions/end-sessions.ts';
import { makeFindCaller } from './sessions/find-caller.ts';
import { makeRememberBrowser } from './sessions/greet-browser.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { sessionsSection } from './sessions/sessions-section.ts';
import { makeRenewSession, makeStartSession } from './sessions/start-session.ts';
import { PreparedIndex } from './simple/prepared-index.ts';
import { simpleRoutes } from './simple/routes.ts';
import { findTokenSection } from './tokens/find-token-section.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { suspendTokens } from './tokens/suspend-tokens.ts';
import type { FindCaller, KnowsDevice } from './web/caller.ts';
import { type Assets, preparePage } from './web/prepared.ts';
import type { ShowRefusal } from './web/refusal-answer.ts';
import type { Route } from './web/route.ts';
import type { World } from './world.ts';

export const VERSION = '0.1.0';

/** The product, put together over a world: what the server needs, and what jobs do with it. */
export interface App {
  readonly routes: readonly Route[];
  readonly findCaller: FindCaller;
  readonly knowsDevice: KnowsDevice;
  readonly showRefusal: ShowRefusal;
  readonly assets: Assets;
  readonly index: PreparedIndex;
  /** Takes waiting entries into the log; gives the new checkpoint, or undefined when nothing waited. */
  integrate(): Promise<SignedCheckpoint | undefined>;
  /** Reads again what pages show of the site: policies. */
  refreshLook(): Promise<void>;
}

/** Builds the doors, hands them to the capabilities, and collects their routes. `presence` where other processes may share the database. */
export async function composeApp(world: World, restoreEpoch: number, presence?: Presence): Promise<App> {
  const origin = logOrigin(world.settings.url, restoreEpoch);
  const files = loadAssets(sha256Hex);
  let look = await firstLook(world, (name) => files.url(name));
  const showPage = makeShowPage(() => look);
  const index = new PreparedIndex(world, presence?.isKnown);
  const pageChanged = async (name: string) => {
    index.drop(name);
    await presence?.untilOthersKnow();
  };
  const startSession = makeKeepingStart(world, makeStartSession(world));
  const renewSession = makeRenewSession(world);

  const routes: readonly Route[] = [
    ...accountRoutes({ showPage, startSession, renewSession, suspendRecentTokens, sections }),
    ...factorRoutes({ showPage, ...factorDoors(world, renewSession) }),
    ...sessionRoutes({ showPage, startSession, renewSession }),
    ...tokenRoutes({ showPage }),
    ...recoveryRoutes({ showPage, startSession, renewSession, findRecentHistory }),
    ...projectRoutes({ showPage, findProjectHistory }),
    ...uploadRoutes({ pageChanged }),
    ...simpleRoutes(index),
    ...browseRoutes({ showPage }),
    ...historyRoutes({ showPage }),
    ...adminRoutes({ showPage, startSession }),
    ...helpRoutes({ showPage }),
  ];
  return {
    routes,
    findCaller: makeFindCaller(world),
    knowsDevice: makeKnowsDevice(world),
    showRefusal: makeShowRefusal(() => look),
    assets: prepareAssets(world, files),
    index,
    async integrate() {
      const checkpoint = await integrateAll(world, origin, index);
      if (checkpoint !== undefined) look = { ...look, checkpoint: shownCheckpoint(checkpoint) };
      return checkpoint;
    },
    async refreshLook() {
      const { registration } = await findPolicies(world);
      look = { ...look, canRegister: registration === 'open' };
    },
  };
}

/** The parts of the account page, in its order. */
const sections: readonly FindAccountSection[] = [
  ...[addressesSection, profileSection, factorsSection, findTokenSection, sessionsSection, browsersSection],
  ...[findHistorySection, vouchersSection, freezeSection],
];

const suspendRecentTokens: SuspendRecentTokens = (tx, accountId, now) => suspendTokens(tx, accountId, now, 'recent');

/** What factors need of sessions and tokens. */
function factorDoors(world: World, renewSession: RenewSession): FactorDoors {
  return {
    renewSession,
    rememberBrowser: makeRememberBrowser(world),
    endCaller,
    suspendTokens: (tx, accountId, now) => suspendTokens(tx, accountId, now, 'all'),
  };
}

async function firstLook(world: World, assets: (file: string) => string): Promise<SiteLook> {
  const { siteName, site, siblingUrl, supportUrl } = world.settings;
  const { registration } = await findPolicies(world);
  return {
    name: siteName,
    kind: site,
    siblingUrl,
    supportUrl,
    logCuts: depths(logKeyHex(world)),
    assets,
    version: VERSION,
    canRegister: registration === 'open',
  };
}

async function integrateAll(world: World, origin: string, index: PreparedIndex): Promise<SignedCheckpoint | undefined> {
  let head = await integrateEntries(world);
  if (head.added === 0) return undefined;
  let last = head;
  while (head.added > 0) {
    // Their pages show the serial, which is given only now.
    index.dropProjects(head.projectIds);
    last = head;
    head = await integrateEntries(world);
  }
  return checkpointHead(world, origin, last);
}

function shownCheckpoint({ size, digest, signedAt }: SignedCheckpoint): NonNullable<SiteLook['checkpoint']> {
  return { size, digest, signedAt: new Date(signedAt).toISOString() };
}

/** The site's own files, ready to be sent. */
function prepareAssets(world: World, files: ReturnType<typeof loadAssets>): Assets {
  const isHttps = world.settings.url.startsWith('https:');
  return new Map(
    [...files.all()].map(([path, { body, type }]) => [path, preparePage(isHttps, { contentType: type, body, cache: 'immutable' })]),
  );
}
