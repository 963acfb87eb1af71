import type { ShownEntry } from '../audit/read-entries.ts';
import type { AccountId, TokenId } from '../base/brands.ts';
import { ACCOUNT_SENTENCES } from './account-sentences.ts';
import { FACTOR_SENTENCES } from './factor-sentences.ts';
import { PROJECT_SENTENCES } from './project-sentences.ts';
import { RECOVERY_SENTENCES } from './recovery-sentences.ts';
import { SESSION_SENTENCES } from './session-sentences.ts';
import { SITE_SENTENCES } from './site-sentences.ts';
import type { AllTellers, AnyTeller, Names } from './tell.ts';

/** How each kind of event is told: a kind that is declared and not told is a type error here. */
export const SENTENCES: AllTellers = {
  ...ACCOUNT_SENTENCES,
  ...FACTOR_SENTENCES,
  ...PROJECT_SENTENCES,
  ...RECOVERY_SENTENCES,
  ...SESSION_SENTENCES,
  ...SITE_SENTENCES,
};

/** Who reads: the owner of an account reads "you" and "your". Undefined for operators, who read names. */
export interface Reader {
  readonly accountId: AccountId | undefined;
  readonly names: Names;
}

export interface ToldEntry {
  readonly sign: AnyTeller['sign'];
  readonly tone: AnyTeller['tone'];
  /** One sentence, without a full stop. */
  readonly sentence: string;
}

/** One entry in words for a reader. */
export function tellEntry(
  entry: Pick<ShownEntry, 'kind' | 'actor' | 'credential' | 'subjects' | 'details' | 'personal'>,
  reader: Reader,
): ToldEntry {
  const teller = SENTENCES[entry.kind] as AnyTeller;
  const isAboutReader = entry.subjects.some((subject) => subject.kind === 'account' && subject.id === reader.accountId);
  const sentence = teller.say({
    who: whoText(entry, reader),
    whose: isAboutReader ? 'your' : 'their',
    nameOf: (id) => (id === reader.accountId ? 'You' : reader.names.accounts.get(id as AccountId)),
    details: entry.details,
    personal: entry.personal,
    names: reader.names,
  });
  return { sign: teller.sign, tone: teller.tone, sentence };
}

function whoText({ actor, credential }: Pick<ShownEntry, 'actor' | 'credential'>, { accountId, names }: Reader): string {
  const username = actor.account && names.accounts.get(actor.account);
  if (actor.kind === 'system') return credential?.kind === 'command' ? commandText(credential.id, accountId) : 'Keyhouse';
  if (actor.kind === 'token') return tokenText(credential?.id, actor.account === accountId ? undefined : username, names);
  if (actor.account === undefined) return 'Somebody';
  if (actor.account === accountId) return 'You';
  if (actor.kind === 'operator') return username === undefined ? 'An operator' : `The operator ${username}`;
  return username ?? 'Somebody';
}

/** Who has an account on the host is for operators to know. */
function commandText(osUser: string, readerId: AccountId | undefined): string {
  return readerId === undefined && osUser !== '' ? `A command on the server (by ${osUser})` : 'A command on the server';
}

/** Another person's token goes by her name: its description is hers alone. */
function tokenText(id: string | undefined, username: string | undefined, names: Names): string {
  if (username !== undefined) return `A token of ${username}`;
  const description = names.tokens.get(id as TokenId);
  return description === undefined ? 'A token' : `The token “${description}”`;
}
