import { hasPassword } from '../accounts/has-password.ts';
import type { AppId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Asking } from '../web/asking.ts';
import type { World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { enrolFactor } from './enrol-factor.ts';
import { checkRoomForApp, type Proven } from './new-factor.ts';
import { checkMailbox } from './replace-factors.ts';
import { checkShownCode } from './shown-secret.ts';
import { findAppRows } from './store.ts';
import { parseAppName } from './totp-app.ts';

export interface ProveForm {
  readonly code: string;
  readonly name: string;
  /** The app whose place it takes. */
  readonly replaces?: AppId | undefined;
}

const NO_PASSWORD = new Refusal(
  'invalid',
  'factor.no-password',
  'This account has no password, and a code opens nothing alone. Add a passkey, or set a password first.',
);

/**
 * Confirms a new app by its code; see `enrolFactor` for when it counts.
 *
 * @throws Refusal `factor.wrong-code`, `factor.skewed-clock`, `factor.too-many-apps`, `factor.bad-name`, `factor.wait`,
 * `factor.mailbox-first`, `factor.no-password`, `session.ended`
 */
export async function proveTotp(world: World, doors: FactorDoors, asking: Asking, form: ProveForm): Promise<Proven> {
  const name = parseAppName(form.name);
  const { caller } = asking;
  checkMailbox(world, caller);
  if (!caller.needsSecondFactor && !(await hasPassword(world.read, caller.accountId))) throw NO_PASSWORD;
  if (caller.session.strength !== 'R' && form.replaces === undefined) checkRoomForApp(await findAppRows(world.read, caller.accountId));
  const { secret, step } = await checkShownCode(world, asking, form.code);
  return enrolFactor(world, doors, asking, { factor: { kind: 'totp', name, secret, step }, replaces: form.replaces });
}
