import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import { hmacSha1 } from '../crypto/digest.ts';
import { findAcceptedStep, normalizeTotpCode } from '../protocols/totp.ts';
import type { Reading } from '../world.ts';
import { isTotpClosed } from './find-demand.ts';
import { claimStep, findAppRows } from './store.ts';
import { readAppRow, type TotpApp } from './totp-app.ts';

/** What a typed code is, before it is used up: the step still has to be claimed. */
export type TotpJudgement =
  | { readonly result: 'right'; readonly app: TotpApp; readonly step: number }
  /** It was right once, or an older one than was accepted already. */
  | { readonly result: 'replayed' }
  | { readonly result: 'wrong' };

/**
 * Looks whether a code belongs to one of the account's apps. Spend a guess before calling this; claim the step in the act that
 * the code opens. While the clock is suspect no code is right: it is made from time. None is where a policy closes this way (B14).
 */
export async function judgeTotpCode(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  accountId: AccountId,
  text: string,
): Promise<TotpJudgement> {
  const code = normalizeTotpCode(text);
  const apps = await findTotpApps(world, accountId);
  if (code === undefined || world.clock.isSuspect() || (await isTotpClosed(world, accountId))) return { result: 'wrong' };

  let judgement: TotpJudgement = { result: 'wrong' };
  for (const app of apps) {
    const step = app.isDisabled ? undefined : findAcceptedStep(hmacSha1, app.secret, code, world.clock.now());
    if (step === undefined || judgement.result === 'right') continue;
    judgement = step > app.lastStep ? { result: 'right', app, step } : { result: 'replayed' };
  }
  return judgement;
}

/** Uses a judged code up; undefined when another request was faster. Names the rows for the event. */
export async function claimTotpStep(
  tx: Write,
  judged: Extract<TotpJudgement, { result: 'right' }>,
): Promise<readonly RowRef[] | undefined> {
  return (await claimStep(tx, judged.app.id, judged.step)) ? rows('totp_apps', [judged.app.id]) : undefined;
}

/** The account's apps, also disabled ones, oldest first. */
export async function findTotpApps(world: Pick<Reading, 'keys' | 'read'>, accountId: AccountId): Promise<readonly TotpApp[]> {
  const found = await findAppRows(world.read, accountId);
  return found.map((row) => readAppRow(world.keys, row)).filter((app) => app !== undefined);
}
