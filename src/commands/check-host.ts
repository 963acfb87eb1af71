import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freeBytes, RESERVE_BYTES } from '../adapters/room-watch.ts';
import { sizeText } from '../layout/size-text.ts';
import { hasAddressAsHost } from '../settings/has-address-as-host.ts';
import { lacksContact } from '../settings/lacks-contact.ts';
import type { Settings } from '../settings/settings.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const LITTLE_BYTES = 1_000_000_000;

/** What can be seen of the host without opening the index. */
export function checkHost(settings: Settings): readonly Finding[] {
  return [checkUrl(settings), ...checkContact(settings), ...checkFolder(settings.dataFolder)];
}

function checkUrl({ url }: Settings): Finding {
  if (hasAddressAsHost(url)) {
    return warn('public URL', `${url} is an address: browsers refuse passkeys there.`, 'Set KEYHOUSE_URL to a name before people sign up.');
  }
  if (url.startsWith('https:')) return ok('public URL', url);
  return warn('public URL', `${url} is reached from this machine alone.`, 'Set KEYHOUSE_URL to an https origin behind a TLS proxy.');
}

/** Said of nothing that only this machine reaches. */
function checkContact(settings: Settings): readonly Finding[] {
  if (!lacksContact(settings)) return [];
  const says = 'Nobody is named to be told about a hole, and there is no security.txt.';
  return [warn('security contact', says, 'Set KEYHOUSE_SECURITY_CONTACT to a mailto: or https: URL.')];
}

function checkFolder(dataFolder: string): readonly Finding[] {
  if (!existsSync(dataFolder)) return [fail('data folder', `${dataFolder} is not there.`, 'Set KEYHOUSE_DATA to where the index is.')];
  return [checkModes(dataFolder), checkSpace(dataFolder)];
}

function checkModes(dataFolder: string): Finding {
  const open = ['.', 'keyhouse.sqlite', 'keys', 'keys/master', 'keys/log', 'files', 'checkpoints', 'setup-link'].filter((name) =>
    isOpenToOthers(join(dataFolder, name)),
  );
  if (open.length === 0) return ok('data folder', `${dataFolder}, closed to others`);
  const says = `Others on this machine get at ${open.map((name) => join(dataFolder, name)).join(', ')}.`;
  const todo = `Run: chmod -R go= ${dataFolder}`;
  return open.length === 1 && open[0] === '.' ? warn('data folder', says, todo) : fail('data folder', says, todo);
}

function isOpenToOthers(path: string): boolean {
  return existsSync(path) && (statSync(path).mode & 0o077) !== 0;
}

function checkSpace(dataFolder: string): Finding {
  const free = freeBytes(dataFolder);
  const says = `${sizeText(free)} free for ${dataFolder}`;
  const todo = `Make room: below ${sizeText(RESERVE_BYTES)} nothing is accepted but what takes rights away.`;
  if (free < RESERVE_BYTES) return fail('disk space', says, todo);
  return free < LITTLE_BYTES ? warn('disk space', says, todo) : ok('disk space', says);
}
