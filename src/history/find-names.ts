import type { ShownEntry } from '../audit/read-entries.ts';
import type { AccountId, ProjectId, TokenId } from '../base/brands.ts';
import type { Read } from '../world.ts';
import { findProjectNames, findTokenDescriptions, findUsernames } from './store.ts';
import type { Names } from './tell.ts';

/** The names of everything that a page of entries speaks of, in three questions. */
export async function findNames(read: Read, entries: readonly ShownEntry[]): Promise<Names> {
  const accounts = entries.flatMap((entry) => [
    ...[entry.actor.account, textOf(entry.details['account']), textOf(entry.details['owner'])],
    ...entry.subjects.map((subject) => (subject.kind === 'account' ? subject.id : undefined)),
  ]);
  const tokens = entries.map((entry) => (entry.credential?.kind === 'token' ? entry.credential.id : undefined));
  const projects = entries.map((entry) => textOf(entry.details['project']));
  return {
    accounts: await findUsernames(read, unique(accounts) as AccountId[]),
    tokens: await findTokenDescriptions(read, unique(tokens) as TokenId[]),
    projects: await findProjectNames(read, unique(projects) as ProjectId[]),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unique(ids: readonly (string | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => id !== undefined))];
}
