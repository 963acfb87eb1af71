import { findWait } from '../accounts/find-policies.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { hmacSha1 } from '../crypto/digest.ts';
import { findAcceptedStep, normalizeTotpCode } from '../protocols/totp.ts';
import type { Reading } from '../world.ts';
import type { Ceremony } from './challenge.ts';
import { judgeAssertion } from './judge-assertion.ts';
import { claimRemovedStep, findRemovedApps } from './removed-store.ts';
import { claimChallenge } from './store.ts';
import { readAppRow } from './totp-app.ts';

/** A removed authenticator that was shown: it stops, freezes and undoes until the wait after its removal is over, and opens nothing (B18). */
export interface RemovedFactor {
  readonly accountId: AccountId;
  readonly id: string;
  readonly is: 'app' | 'key';
  readonly madeAt: number;
  /** Of a passkey: until then, in the site's lived time, it was young (B17). */
  readonly youngUntil?: number;
  /** Uses its answer up; false when another request was faster. */
  claim(tx: Write, now: Millis): Promise<boolean>;
}

type JudgeWorld = Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>;

/** The removed passkey that gave an answer in this ceremony. */
export async function judgeRemovedKey(world: JudgeWorld, ceremony: Ceremony, text: string): Promise<RemovedFactor | undefined> {
  const wait = await findWait(world);
  const judged = await judgeAssertion(world, ceremony, {
    text,
    counts: ({ leavesAt }, now) => leavesAt !== null && leavesAt <= now && now < leavesAt + wait,
  });
  if (judged.result !== 'right') return undefined;
  const { key, challenge } = judged.asserted;
  return {
    ...{ accountId: key.accountId, id: key.id, is: 'key', madeAt: key.madeAt, youngUntil: key.youngUntil },
    claim: (tx) => claimChallenge(tx, challenge.ref, challenge.diesAt),
  };
}

/** The removed app of an account that shows a code. Spend a guess first. */
export async function judgeRemovedCode(world: JudgeWorld, accountId: AccountId, text: string): Promise<RemovedFactor | undefined> {
  const code = normalizeTotpCode(text);
  const now = world.clock.now();
  const wait = await findWait(world);
  if (code === undefined || world.clock.isSuspect()) return undefined;
  for (const { removed_at, ...row } of await findRemovedApps(world.read, accountId)) {
    const app = now < removed_at + wait ? readAppRow(world.keys, { ...row, disabled_at: null }) : undefined;
    const step = app && findAcceptedStep(hmacSha1, app.secret, code, now);
    if (app === undefined || step === undefined || step <= app.lastStep) continue;
    return { accountId, id: app.id, is: 'app', madeAt: app.madeAt, claim: (tx) => claimRemovedStep(tx, app.id, step) };
  }
  return undefined;
}
