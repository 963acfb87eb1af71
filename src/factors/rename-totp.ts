import { getCurrentAccount } from '../accounts/current-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AppId } from '../base/brands.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import { NO_APP } from './remove-totp.ts';
import { findAppRows, renameApp } from './store.ts';
import { parseAppName, renamedAppRow } from './totp-app.ts';

/** @throws Refusal `factor.no-such-app`, `factor.bad-name`, `session.ended` */
export async function renameTotp(world: World, { caller, visit }: Asking, id: AppId, text: string): Promise<void> {
  const { accountId } = caller;
  const name = parseAppName(text);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx) => {
    await getCurrentAccount(tx, caller);
    const row = (await findAppRows(tx, accountId)).find((app) => app.id === id);
    const renamed = row && renamedAppRow(world.keys, row, name);
    if (renamed === undefined || row === undefined) throw NO_APP;
    await renameApp(tx, renamed);
    const details = { app: id, before: row.name, name };
    return {
      result: undefined,
      events: [{ kind: 'factor.totp-renamed', subjects: [ofAccount(accountId)], details, rows: rows('totp_apps', [id]) }],
    };
  });
}
