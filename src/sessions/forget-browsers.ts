import { getCurrentAccount } from '../accounts/current-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { Refusal } from '../base/refusal.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import { dropDevices } from './device-store.ts';

const NO_BROWSER = new Refusal('not-found', 'session.no-browser', 'There is no such browser of yours. It may have been forgotten already.');

/**
 * Forgets a browser of the account, or all of them: the next sign-in there is a stranger's, and one with a code waits for the mailbox
 * (B7). Sessions go on: they are ended in their own list.
 *
 * @throws Refusal `session.no-browser` for another account's or one that is forgotten already; `session.ended`
 */
export async function forgetBrowsers(world: World, { caller, visit }: Asking, id?: string): Promise<void> {
  const { accountId } = caller;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx) => {
    await getCurrentAccount(tx, caller);
    const gone = await dropDevices(tx, accountId, id === undefined ? undefined : [id]);
    if (gone.length === 0) throw NO_BROWSER;
    const details = { devices: gone.map((row) => row.id) };
    return { result: undefined, events: [{ kind: 'session.browsers-forgotten', subjects: [ofAccount(accountId)], details, rows: gone }] };
  });
}
