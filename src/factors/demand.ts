import type { Policies } from '../settings/settings.ts';
import type { Owed } from '../web/caller.ts';

/** What policies look at in an account. */
export interface Standing {
  readonly isOperator: boolean;
  /** Of some project. */
  readonly isOwner: boolean;
  readonly isMaintainer: boolean;
}

/** How many factors of each kind open something now. */
export interface LiveFactors {
  readonly apps: number;
  readonly keys: number;
}

export type FactorPolicies = Pick<Policies, 'twoFactor' | 'phishingResistant'>;

/** What the policies ask of an account, whatever it has; the second column of the table in `docs/authentication.md`. Pure. */
export function demandOf({ twoFactor, phishingResistant }: FactorPolicies, standing: Standing): Owed {
  if (asksPasskey(phishingResistant, standing)) return 'passkey';
  if (twoFactor === 'everyone') return 'factor';
  return twoFactor === 'publishers' && (standing.isOwner || standing.isMaintainer) ? 'factor' : 'nothing';
}

function asksPasskey(policy: Policies['phishingResistant'], { isOperator, isOwner }: Standing): boolean {
  if (policy === 'nobody') return false;
  return policy === 'everyone' || isOperator || (policy === 'owners' && isOwner);
}

/** Whether nothing is asked of anybody: then nothing more has to be read. */
export function asksNobody({ twoFactor, phishingResistant }: FactorPolicies): boolean {
  return twoFactor === 'optional' && phishingResistant === 'nobody';
}

/** What is missing of a demand. */
export function owedOf(demand: Owed, { apps, keys }: LiveFactors): Owed {
  if (keys > 0 || demand === 'nothing') return 'nothing';
  return demand === 'factor' && apps > 0 ? 'nothing' : demand;
}
