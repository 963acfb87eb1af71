import { THE_SITE } from '../../src/admin/policy.ts';
import { setPolicy } from '../../src/admin/store.ts';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { OF_SITE } from '../../src/audit/events/events.ts';
import { rows } from '../../src/audit/tables.ts';
import type { World } from '../../src/world.ts';

/** The policy is in force now, whoever decided it. */
export async function hold({ world }: { readonly world: World }, name: string, value: string): Promise<void> {
  await act(world, BY_SYSTEM, [THE_SITE], async (tx, now) => {
    await setPolicy(tx, { name, value, changed_at: now });
    const details = { policy: name, before: '', after: value, reason: 'a test' };
    return { result: undefined, events: [{ kind: 'site.policy-changed', subjects: [OF_SITE], details, rows: rows('policies', [name]) }] };
  });
}
