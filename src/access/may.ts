import { hasVerifiedPrimary } from '../accounts/has-verified-primary.ts';
import type { ProjectId } from '../base/brands.ts';
import { findOwed } from '../factors/find-demand.ts';
import { hasLiveFactor } from '../factors/has-live-factor.ts';
import { findRole, findRoleHolders } from '../roles/find-roles.ts';
import type { TokenCaller } from '../tokens/authenticate-token.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading } from '../world.ts';
import { type Decision, decide, deny } from './decide.ts';
import { type Action, MATRIX, type Need } from './matrix.ts';
import { findAccountState } from './store.ts';

/** Whom permission is asked for: somebody signed in, or an API token that was authenticated. */
export type Asker = Pick<AccountCaller, 'kind' | 'accountId'> | Pick<TokenCaller, 'kind' | 'accountId'>;

/** What it is asked about; a project that does not exist yet is `index`. */
export type Thing = { readonly kind: 'project'; readonly id: ProjectId } | { readonly kind: 'index' };

/** Inside an act `read` is its `tx`. */
export type AccessWorld = Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>;

/**
 * Whether somebody may do something to something, by the matrix and by what the database says now: a frozen account may nothing.
 * A token's caveats are asked by `mayUploadNow`, in the act.
 */
export async function may(world: AccessWorld, asker: Asker, action: Action, thing: Thing): Promise<Decision> {
  if (MATRIX[action].object !== thing.kind) return deny('access.wrong-object', 'This can not be done to that.');
  const account = await findAccountState(world.read, asker.accountId);
  if (account === undefined || account.frozen_at !== null) {
    return deny('access.frozen', 'The account is frozen. Its owner or an operator can lift that.');
  }

  const role = thing.kind === 'project' ? await findRole(world, thing.id, asker.accountId) : undefined;
  if (thing.kind === 'project' && action === 'upload' && role !== undefined && !(await hasOwner(world, thing.id))) {
    return deny(
      'access.locked',
      'The last owner of this project closed the account: it is locked, and nothing is uploaded to it any more.',
    );
  }
  const has: Record<Need, boolean> = {
    'confirmed-address': await hasVerifiedPrimary(world.read, asker.accountId),
    'second-factor': account.needs_second_factor_at !== null && (await hasLiveFactor(world, asker.accountId)),
    'what-policy-asks': (await findOwed(world, asker.accountId)) === 'nothing',
  };
  return decide(action, { credential: asker.kind === 'token' ? 'token' : 'session', role, has });
}

/** A project without any owner is locked: readable, its name kept (C11). */
async function hasOwner(world: AccessWorld, id: ProjectId): Promise<boolean> {
  return (await findRoleHolders(world, id)).some(({ role }) => role === 'owner');
}
