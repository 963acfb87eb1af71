import type { AccountId } from '../base/brands.ts';
import { demandOf, type FactorPolicies, type LiveFactors, owedOf, type Standing } from '../factors/demand.ts';
import type { Owed } from '../web/caller.ts';
import type { Reading } from '../world.ts';
import { listStandings } from './store.ts';

/** An account as policies see it. */
export interface AccountStanding extends Standing, LiveFactors {
  readonly accountId: AccountId;
  readonly username: string;
}

/** Every account that is not frozen, by name. For pages, mails and figures; nothing is allowed by it. */
export async function findStandings({ read, clock }: Pick<Reading, 'read' | 'clock'>): Promise<readonly AccountStanding[]> {
  const found = await listStandings(read, clock.now());
  return found.map(({ id, username, apps, keys, grants, owns, maintains }) => ({
    ...{ accountId: id, username, apps, keys },
    ...{ isOperator: grants > 0, isOwner: owns > 0, isMaintainer: maintains > 0 },
  }));
}

/** Somebody whom policies would keep to set-up, and what she lacks. */
export interface KeptOut extends AccountStanding {
  readonly lacks: Exclude<Owed, 'nothing'>;
}

/** Whom policies would keep to set-up, and what each of them lacks. Pure. */
export function findKeptOut(standings: readonly AccountStanding[], policies: FactorPolicies): readonly KeptOut[] {
  return standings.flatMap((standing) => {
    const lacks = owedOf(demandOf(policies, standing), standing);
    return lacks === 'nothing' ? [] : [{ ...standing, lacks }];
  });
}
