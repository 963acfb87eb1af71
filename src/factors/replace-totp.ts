import { getCurrentAccount } from '../accounts/current-account.ts';
import { notifyChange } from '../accounts/notify-change.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AppId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { newId } from '../crypto/reference.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import { hasMailbox } from '../web/guards.ts';
import type { World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { forgiveMadeAnew } from './enrol-factor.ts';
import type { ProveForm } from './enrol-totp.ts';
import { checkShownCode } from './shown-secret.ts';
import { dropApps, insertApp } from './store.ts';
import { newAppRow, parseAppName } from './totp-app.ts';

const NO_MAILBOX = new Refusal('forbidden', 'factor.mailbox-first', 'Open the link from your mailbox first, in this browser.');

/**
 * Sets up one new app in place of every old one, in a session that a recovery code opened and that confirmed the mailbox (B8, model
 * row 14). Nobody goes on: every session ends, this one too, and the new app signs in. Unused recovery codes stay.
 *
 * @throws Refusal `factor.mailbox-first`, `factor.wrong-code`, `factor.skewed-clock`, `factor.bad-name`, `factor.wait`, `session.ended`
 */
export async function replaceTotp(
  world: World,
  doors: Pick<FactorDoors, 'endCaller'>,
  asking: Asking,
  form: ProveForm,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const { caller, visit } = asking;
  const { accountId, session } = caller;
  if (session.strength !== 'R' || !hasMailbox(session, world.clock.now())) throw NO_MAILBOX;
  const name = parseAppName(form.name);
  const { secret, step } = await checkShownCode(world, asking, form.code);

  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const ended = await doors.endCaller(tx, caller, now);
    const old = await dropApps(tx, accountId);
    const id = newId<AppId>(world.random);
    await insertApp(tx, newAppRow(world, { id, accountId, name, secret, lastStep: step, madeAt: now }));
    const { changed } = await raiseEpoch(tx, accountId, session.epoch);
    const what = `With a recovery code and a link the authenticator app “${name}” was set up in place of the old one. All sessions have ended.`;
    await notifyChange(world, tx, { who: caller, kind: 'factor-replaced', what, visit, now });
    const subjects = [ofAccount(accountId)];
    const removed = old.map(
      (app): Event => ({
        kind: 'factor.totp-removed',
        subjects,
        details: { app: app.id, name: app.name },
        rows: rows('totp_apps', [app.id]),
      }),
    );
    const added: Event = {
      kind: 'factor.totp-added',
      subjects,
      details: { app: id, name },
      rows: [...rows('totp_apps', [id]), ...changed, ...ended],
    };
    return { result: undefined, events: [added, ...removed] };
  });
  await forgiveMadeAnew(world, accountId, ['totp']);
  return {
    cookies: [
      { name: 'session', value: undefined },
      { name: 'device', value: undefined },
    ],
  };
}
