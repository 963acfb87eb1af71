import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { COMMON_PHRASES } from './common-phrases.ts';

/** In code points, after NFC. */
export const MIN_PASSWORD_LENGTH = 15;
/** Far above what people type; a longer one is no password but an attempt to keep the hash busy. */
export const MAX_PASSWORD_LENGTH = 1_024;

/** Rows of keys and runs that people slide along. */
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
];

/**
 * Checks a password that is being set, wherever one is set (design 6, B11): 15 code points at least, 1,024 at most, nothing that is
 * guessed first, nothing made of what everybody knows about the account. No rules about kinds of characters.
 *
 * @throws Refusal `account.weak-password` with what to do, field `password`; `account.passwords-differ`, field `password_confirm`
 * @see NIST SP 800-63B-4, section 3.1.1.2
 */
export function checkNewPassword(password: string, confirmation: string, contextWords: readonly string[]): Secret {
  if (password.includes('\0') || !password.isWellFormed()) throw weak('Choose a password without control characters.');
  const normalized = password.normalize('NFC');
  const length = [...normalized].length;
  if (length < MIN_PASSWORD_LENGTH) throw weak(`At least ${MIN_PASSWORD_LENGTH} characters. A few random words do well.`);
  if (length > MAX_PASSWORD_LENGTH) throw weak(`At most ${MAX_PASSWORD_LENGTH.toLocaleString('en')} characters.`);
  const core = normalized.toLowerCase().replace(/[\s._-]/g, '');
  if (isCommon(core)) throw weak('This password is on lists of leaked passwords. Choose another.');
  if (isPattern(core)) throw weak('This password is a pattern that is guessed first. A few random words do well.');
  if (isDerived(core, contextWords))
    throw weak('This password is made of your name, address or the name of this site. Choose something nobody knows of you.');
  if (password !== confirmation) {
    throw new Refusal('invalid', 'account.passwords-differ', 'The two passwords differ. Type the same one twice.', {
      field: 'password_confirm',
    });
  }
  return new Secret(password);
}

function weak(todo: string): Refusal {
  return new Refusal('invalid', 'account.weak-password', todo, { field: 'password' });
}

const MOST_REPEATS = 8;

/** A phrase of the list, also repeated, and with digits and signs at its end: as many as there are, for phrases end in digits too. */
function isCommon(core: string): boolean {
  const shortest = core.replace(/[\d!?.,*#@$]+$/u, '').length;
  for (let end = core.length; end >= Math.max(1, shortest); end -= 1) if (isPhrase(core.slice(0, end))) return true;
  return false;
}

function isPhrase(text: string): boolean {
  for (let times = 1; times <= MOST_REPEATS; times += 1) {
    const once = text.slice(0, text.length / times);
    if (text.length % times === 0 && COMMON_PHRASES.has(once) && once.repeat(times) === text) return true;
  }
  return false;
}

/** Few different characters, a short piece repeated, or mostly a run of keys. */
function isPattern(core: string): boolean {
  if (new Set(core).size < 5) return true;
  for (let size = 1; size <= core.length / 3; size += 1) {
    if (
      core ===
      core
        .slice(0, size)
        .repeat(Math.ceil(core.length / size))
        .slice(0, core.length)
    )
      return true;
  }
  const steps = [...core].filter((letter, index) => RUNS.some((run) => isStep(run, core[index - 1] ?? '', letter))).length;
  return steps > core.length * 0.7;
}

function isStep(run: string, before: string, letter: string): boolean {
  return before !== '' && (run.includes(before + letter) || run.includes(letter + before));
}

/** What is left after taking out the context words is too short to matter. */
function isDerived(core: string, contextWords: readonly string[]): boolean {
  let rest = core;
  for (const word of contextWords.map((text) => text.toLowerCase().replace(/[\s._-]/g, '')).filter((text) => text.length >= 4))
    rest = rest.replaceAll(word, '');
  return rest.length < core.length && rest.replace(/[\d!?.,*#@$]/g, '').length < 6;
}

/** The words that a password of this account must not be made of. */
export function contextWords(about: {
  readonly siteName: string;
  readonly url: string;
  readonly username?: string;
  readonly name?: string;
  readonly address?: string;
}): readonly string[] {
  const { hostname } = new URL(about.url);
  return [
    about.siteName,
    'keyhouse',
    'password',
    hostname,
    ...hostname.split('.'),
    about.username ?? '',
    ...(about.name ?? '').split(' '),
    ...(about.address ?? '').split(/[@.]/),
  ];
}
