import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount, ofProject } from '../audit/events/events.ts';
import type { Write } from '../audit/write.ts';
import type { ProjectId, TokenId } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { hmacSha256 } from '../crypto/digest.ts';
import { newId } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { mintApiToken } from '../protocols/api-token.ts';
import type { Caveat, TokenAction } from '../protocols/caveat.ts';
import { findProjectsOf } from '../roles/find-roles.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { describeToken } from './describe-token.ts';
import { hasLiveDescription, insertToken, isSessionLive } from './store.ts';
import { newTokenRow } from './token.ts';
import { parseDescription, parseScope, type TokenScope } from './token-form.ts';

export interface MadeToken {
  readonly id: TokenId;
  /** Shown once, kept nowhere. */
  readonly secret: Secret;
  readonly description: string;
  /** What it may do, in one sentence. */
  readonly sentence: string;
}

const ACTIONS: readonly TokenAction[] = ['upload'];
const ROOT_KEY_BYTES = 32;

/**
 * Makes an API token for somebody whose address is confirmed and who has a second factor; the route sees to both. It works for
 * everything that its owner may do, or for one project on which she holds a role. Every address of hers is told.
 *
 * @throws Refusal `token.bad-description`, `token.no-scope`, `token.not-your-project`, `token.same-description`, `limit.make-token`
 */
export async function makeToken(
  world: World,
  visit: Visit,
  caller: AccountCaller,
  form: { readonly description: string; readonly scope: string },
): Promise<MadeToken> {
  const description = parseDescription(form.description);
  const scope = parseScope(form.scope);
  await spendLimit(world, 'make-token', caller.accountId);

  const rootKey = world.random.bytes(ROOT_KEY_BYTES);
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const project = await checkRights(world, tx, caller, scope);
    await checkDescription(tx, caller, description);

    const id = newId<TokenId>(world.random);
    const caveats: readonly Caveat[] = project === undefined ? [] : [{ kind: 'projects', projectIds: [project.id] }];
    const all: readonly Caveat[] = [{ kind: 'actions', actions: ACTIONS }, ...caveats];
    const token = { id, accountId: caller.accountId, description, caveats: all, projectId: project?.id ?? null, rootKey, madeAt: now };
    const changed = await insertToken(tx, newTokenRow(world, token));

    const sentence = describeToken(all, new Map(project && [[project.id, project.name]]));
    await tellAccount(world, tx, { who: caller, notice: { kind: 'token-made', description, allows: sentence }, visit, now });
    const secret = new Secret(
      mintApiToken(hmacSha256, rootKey, { siteId: toHex(world.keys.siteId), tokenId: id, actions: ACTIONS, caveats }),
    );
    return {
      result: { id, secret, description, sentence },
      events: [
        {
          kind: 'token.made',
          subjects: [ofAccount(caller.accountId), ...(project ? [ofProject(project.id)] : [])],
          details: { token: id, description, project: project?.id ?? null },
          rows: changed,
        },
      ],
    };
  });
}

/** Inside the act, its account locked: the session still holds, and a project named is one of hers now. */
async function checkRights(
  world: World,
  tx: Write,
  caller: AccountCaller,
  scope: TokenScope,
): Promise<{ id: ProjectId; name: string } | undefined> {
  if (!(await isSessionLive(tx, caller.session.id))) {
    throw new Refusal('not-signed-in', 'session.ended', 'Your session ended meanwhile. Sign in again.');
  }
  if (scope.kind === 'user') return undefined;
  const mine = await findProjectsOf({ keys: world.keys, read: tx }, caller.accountId);
  const held = mine.find((role) => role.project.name === scope.name);
  if (held !== undefined) return held.project;
  throw new Refusal('invalid', 'token.not-your-project', 'Choose a project on which you hold a role.', { field: 'token_scope' });
}

async function checkDescription(tx: Write, caller: AccountCaller, description: string): Promise<void> {
  if (!(await hasLiveDescription(tx, caller.accountId, description))) return;
  throw new Refusal('conflict', 'token.same-description', `You have a token “${description}” already. Describe this one in other words.`, {
    field: 'description',
  });
}
