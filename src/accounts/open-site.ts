import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { fitsKeys } from '../audit/fits-keys.ts';
import { rows } from '../audit/tables.ts';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import type { SiteTable } from '../schema/accounts.ts';
import type { Policies } from '../settings/settings.ts';
import type { Read, World } from '../world.ts';
import { findHostSettings, findSite, insertSite, setHostSetting } from './site-store.ts';

/** The site's row, or undefined before the first start. */
export function findSiteRow(read: Read): Promise<SiteTable | undefined> {
  return findSite(read);
}

/**
 * Writes the site's row at the first start: its id, by which keys and tokens of two sites differ, and the RP ID that passkeys are
 * bound to. Later starts with another host are refused, since that would kill every passkey (A9), and so are those with other keys.
 *
 * @throws Refusal `site.rp-id`, `site.opened-meanwhile`, `site.other-keys`
 */
export async function openSite(world: World): Promise<SiteTable> {
  const found = await findSite(world.read);
  if (found !== undefined) return checkSite(world, found);
  const rpId = rpIdOf(world);
  return act(world, BY_SYSTEM, [], async (tx, now) => {
    const site: SiteTable = {
      ...{ id: 1, site_id: toHex(world.keys.siteId), rp_id: rpId, restore_epoch: 0, made_at: now, first_operator_at: null },
    };
    if (!(await insertSite(tx, site))) throw openedMeanwhile();
    return {
      result: site,
      events: [{ kind: 'site.opened', subjects: [OF_SITE], details: { site: site.site_id, rpId }, rows: rows('site', [1]) }],
    };
  });
}

/** A start on a site that is there: under its name, with its id and its keys. */
async function checkSite(world: World, found: SiteTable): Promise<SiteTable> {
  if (found.site_id !== toHex(world.keys.siteId)) throw openedMeanwhile();
  const rpId = rpIdOf(world);
  if (found.rp_id !== rpId) {
    throw new Refusal(
      'conflict',
      'site.rp-id',
      `This index was opened as ${found.rp_id}, and KEYHOUSE_URL now says ${rpId}. Passkeys belong to the old name. Set KEYHOUSE_URL back.`,
    );
  }
  if (await fitsKeys(world)) return found;
  throw new Refusal(
    'conflict',
    'site.other-keys',
    'The master key at hand is not the one that this database was written under. Put back the keys folder that belongs to it.',
  );
}

function rpIdOf({ settings }: Pick<World, 'settings'>): string {
  return new URL(settings.url).hostname;
}

function openedMeanwhile(): Refusal {
  return new Refusal(
    'conflict',
    'site.opened-meanwhile',
    'Another process has just opened this database. Give this one the keys folder of that one, and start it again.',
  );
}

/** Where mails are handed in, without user name and password: whoever changes it reads the links. */
function mailServer({ smtpUrl }: World['settings']): string {
  return smtpUrl === undefined ? 'none' : new URL(smtpUrl.reveal()).host;
}

/** Policies that the host pins, and what else of its settings guards something: compared with the last start (D3). */
export async function noteHostSettings(world: World): Promise<number> {
  const { pinned, url, trustedProxies } = world.settings;
  const now: Readonly<Record<string, string>> = {
    ...{ url, trustedProxies: trustedProxies.join(','), mailServer: mailServer(world.settings) },
    ...pinnedTexts(pinned),
  };
  const before = new Map((await findHostSettings(world.read)).map((row) => [row.name, row.value]));
  const names = [...new Set([...before.keys(), ...Object.keys(now)])].filter((name) => (before.get(name) ?? '') !== (now[name] ?? ''));
  for (const name of names) {
    await act(world, BY_SYSTEM, [], async (tx, at) => {
      await setHostSetting(tx, { name, value: now[name] ?? '', noted_at: at });
      const details = { setting: name, before: before.get(name) ?? '', after: now[name] ?? '' };
      return { result: undefined, events: [{ kind: 'site.host-setting-changed', subjects: [OF_SITE], details }] };
    });
  }
  return names.length;
}

/**
 * A command beside the server makes links and mails for where the server says it is: both must have been told the same.
 *
 * @throws Refusal `site.other-settings`
 */
export async function checkToldAsServer(world: Pick<World, 'read' | 'settings'>): Promise<void> {
  const known = new Map((await findHostSettings(world.read)).map((row) => [row.name, row.value]));
  const mine = { url: world.settings.url, mailServer: mailServer(world.settings) };
  for (const [name, variable] of [
    ['url', 'KEYHOUSE_URL'],
    ['mailServer', 'KEYHOUSE_SMTP_URL'],
  ] as const) {
    const noted = known.get(name);
    if (noted === undefined || noted === mine[name]) continue;
    const message = `The server was last started with ${noted} in ${variable}, and this command has ${mine[name]}. Set the same for both.`;
    throw new Refusal('conflict', 'site.other-settings', message);
  }
}

function pinnedTexts(pinned: Partial<Policies>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(pinned).map(([name, value]) => [`pinned.${name}`, value]));
}
