import type { FactorEvents } from '../audit/events/factor-events.ts';
import type { Tellers } from './tell.ts';

/** Second factors and recovery codes. */
export const FACTOR_SENTENCES: Tellers<FactorEvents> = {
  'factor.totp-proven': { sign: 'app', say: ({ who }) => `${who} entered the first code of a new authenticator app` },
  'factor.key-proven': { sign: 'key', say: ({ who }) => `${who} showed a new passkey for the first time` },
  'factor.key-added': { sign: 'key', tone: 'good', say: ({ who, details }) => `${who} added the passkey “${details.name}”` },
  'factor.key-renamed': { sign: 'key', say: ({ who, details }) => `${who} renamed the passkey “${details.before}” to “${details.name}”` },
  'factor.key-removed': {
    sign: 'key',
    tone: 'wait',
    say: ({ who, details }) =>
      details.leaves === 'now'
        ? `${who} removed the passkey “${details.name}”`
        : `${who} asked to remove the passkey “${details.name}”; it goes after the waiting time`,
  },
  'factor.passkeys-only': { sign: 'key', tone: 'wait', say: ({ who, whose, details }) => ONLY_WORDS[details.is](who, whose) },
  'factor.key-kept': { sign: 'key', say: ({ who, details }) => `${who} kept the passkey “${details.name}” after all` },
  'factor.totp-added': { sign: 'app', tone: 'good', say: ({ who, details }) => `${who} added the authenticator app “${details.name}”` },
  'factor.totp-renamed': {
    sign: 'app',
    say: ({ who, details }) => `${who} renamed the authenticator app “${details.before}” to “${details.name}”`,
  },
  'factor.removed-used': {
    sign: 'stop',
    tone: 'wait',
    say: ({ details }) => `Somebody stopped everything with ${details.is === 'app' ? 'an app' : 'a passkey'} that was removed`,
  },
  'factor.removed-gone': {
    sign: 'bin',
    say: () => 'What was removed from the second factors cannot stop anything any more: the wait is over',
  },
  'factor.totp-removed': { sign: 'app', tone: 'wait', say: ({ who, details }) => `${who} removed the authenticator app “${details.name}”` },
  'factor.totp-disabled': {
    sign: 'app',
    tone: 'stop',
    say: ({ whose, details }) =>
      `After ${details.failures} wrong codes ${whose} authenticator apps open nothing until they are set up anew`,
  },
  'factor.codes-made': { sign: 'codes', say: ({ who, details }) => `${who} got ${details.count} recovery codes` },
  'factor.codes-replaced': {
    sign: 'codes',
    tone: 'wait',
    say: ({ who, whose, details }) => `${who} replaced ${whose} recovery codes by ${details.count} new ones`,
  },
  'factor.codes-issued': {
    sign: 'codes',
    say: ({ who, details }) =>
      `${who} got ${details.count === 1 ? 'a new recovery code for a used one' : `${details.count} new recovery codes for used ones`}`,
  },
  'factor.code-accepted': { sign: 'app', tone: 'good', say: ({ who }) => `${who} proved the authenticator app to set a new password` },
  'factor.key-accepted': { sign: 'key', tone: 'good', say: ({ who }) => `${who} showed a passkey to set a new password` },
  'factor.code-used': { sign: 'codes', tone: 'wait', say: ({ who, details }) => `${who} used a recovery code; ${leftText(details.left)}` },
  'factor.codes-disabled': {
    sign: 'codes',
    tone: 'stop',
    say: ({ whose, details }) => `After ${details.failures} wrong recovery codes ${whose} list of codes opens nothing any more`,
  },
};

function leftText(left: number): string {
  if (left === 0) return 'none is left';
  return left === 1 ? 'one is left' : `${left} are left`;
}

const ONLY_WORDS: Readonly<Record<'on' | 'leaving' | 'kept' | 'ended' | 'undone', (who: string, whose: string) => string>> = {
  on: (who, whose) => `${who} closed every way in but ${whose} passkeys`,
  leaving: (who) => `${who} asked that passwords and codes open the account again; they do after the waiting time`,
  kept: (who, whose) => `${who} kept the account to ${whose} passkeys after all`,
  ended: (_who, whose) => `With ${whose} old passkeys the rule that only they open the account ended`,
  undone: (_who, whose) => `The rule that only ${whose} passkeys open the account was made after the change, and went with it`,
};
