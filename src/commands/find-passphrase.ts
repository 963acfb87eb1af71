import { readFileSync } from 'node:fs';
import { askSecret } from '../adapters/ask-secret.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import type { Config } from '../config.ts';

/** As for passwords: a backup can be guessed at by whoever finds it, without any limit. */
const MIN_LENGTH = 15;

/**
 * The passphrase of a backup: from a file (its first line), from KEYHOUSE_BACKUP_PASSPHRASE, or asked for on the terminal; twice for a
 * new one.
 *
 * @throws Refusal `command.no-passphrase`, `command.short-passphrase`, `command.other-passphrase`
 */
export async function findPassphrase(config: Config, file: string | undefined, use: 'new' | 'known'): Promise<Secret> {
  const given = file === undefined ? config.backupPassphrase?.reveal() : firstLine(file);
  const passphrase = given ?? (await ask(use));
  if (use === 'new' && [...passphrase].length < MIN_LENGTH) {
    const message = `Choose a passphrase of at least ${MIN_LENGTH} characters: whoever finds the backup may guess as often as they like.`;
    throw new Refusal('invalid', 'command.short-passphrase', message);
  }
  return new Secret(passphrase);
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): Refusal {
  return new Refusal('invalid', 'command.no-passphrase', `${file} cannot be read. Name a file with the passphrase as its first line.`, {
    cause,
  });
}

async function ask(use: 'new' | 'known'): Promise<string> {
  const passphrase = await askSecret('Passphrase of the backup: ');
  if (passphrase === undefined) {
    throw new Refusal(
      'invalid',
      'command.no-passphrase',
      'No passphrase: set KEYHOUSE_BACKUP_PASSPHRASE, give --passphrase-file FILE, or run this at a terminal.',
    );
  }
  if (use === 'new' && (await askSecret('Once more: ')) !== passphrase) {
    throw new Refusal('invalid', 'command.other-passphrase', 'The two passphrases differ. Start again.');
  }
  return passphrase;
}
