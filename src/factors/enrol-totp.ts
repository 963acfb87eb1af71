import type { Asking } from '../web/asking.ts';
import type { World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { enrolFactor, type Proven } from './enrol-factor.ts';
import { checkRoomForApp } from './new-factor.ts';
import { checkShownCode } from './shown-secret.ts';
import { findAppRows } from './store.ts';
import { parseAppName } from './totp-app.ts';

export interface ProveForm {
  readonly code: string;
  readonly name: string;
}

/**
 * Confirms a new app by its code; see `enrolFactor` for when it counts.
 *
 * @throws Refusal `factor.wrong-code`, `factor.skewed-clock`, `factor.too-many-apps`, `factor.bad-name`, `factor.wait`, `session.ended`
 */
export async function proveTotp(world: World, doors: FactorDoors, asking: Asking, form: ProveForm): Promise<Proven> {
  const name = parseAppName(form.name);
  checkRoomForApp(await findAppRows(world.read, asking.caller.accountId));
  const { secret, step } = await checkShownCode(world, asking, form.code);
  return enrolFactor(world, doors, asking, { factor: { kind: 'totp', name, secret, step } });
}
