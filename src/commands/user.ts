import type { Command, CommandHost } from './command.ts';
import { usage } from './parse-words.ts';
import { freezeUser, inviteUser, makeUserResetLink, startUserRecovery, unfreezeUser } from './user-acts.ts';
import { listUsers, showUser } from './user-shows.ts';

const HELP = `keyhouse user invite --email ADDRESS       make an invitation link and print it
keyhouse user reset-link NAME --reason R   make a link that sets a new password and print it
keyhouse user start-recovery NAME --reason R  begin a recovery that two operators have to agree to
keyhouse user list                         every account
keyhouse user show NAME                    one account, with its mail addresses
keyhouse user freeze NAME --reason R       end every session, refuse sign-ins and uploads, at once
keyhouse user unfreeze NAME --reason R     lift a freeze

For where no mail goes out, and for the hour in which nobody can sign in. They work beside a running server and
take effect there at once. Each one stands in the trail with who ran it on this machine; a reason also stands in
the history of the account, and its addresses are told.

invite       The link works once, for seven days. Hand it over yourself; with SMTP it is mailed too. Without mail
             you vouch for the address by that, and it is recorded so.
reset-link   The link works once, for an hour. It asks for the second factor as a mailed one does: no command sets
             a password, reads a secret or removes a factor.
start-recovery  For who lost everything. The link works once, for a day: whoever opens it asks for the account. Two
             operators have to hear her code and agree, the wait passes, and any older factor of the account stops it.
show         That somebody looked at the addresses is recorded before they are shown.
`;

type Act = (words: readonly string[], host: CommandHost) => Promise<void>;

const ACTS: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['invite', inviteUser],
  ['reset-link', makeUserResetLink],
  ['start-recovery', startUserRecovery],
  ['list', listUsers],
  ['show', showUser],
  ['freeze', freezeUser],
  ['unfreeze', unfreezeUser],
]);

/** What an operator does for people from the host. */
export const USER: Command = {
  name: 'user',
  usage: 'user ...',
  summary: 'invite, reset, freeze and look at accounts',
  help: HELP,
  async run([word, ...rest], host) {
    const run = ACTS.get(word ?? '');
    if (run === undefined) throw usage(word === undefined ? 'Say what to do.' : `There is no "keyhouse user ${word.slice(0, 80)}".`);
    const done: Promise<void> = run(rest, host);
    await done;
    return 0;
  },
};
