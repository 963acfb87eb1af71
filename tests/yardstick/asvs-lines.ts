/** One requirement of OWASP ASVS 5.0 by its id and level, in our words. */
export interface AsvsLine {
  readonly id: string;
  readonly level: 1 | 2 | 3;
  /** What it asks of an index like this one. */
  readonly says: string;
  /** Why it does not apply, where it does not. */
  readonly notHere?: string;
}

const NO_FEDERATION = 'people sign in here, and with no other provider';
const NO_PUBLISHERS = 'no identity token is taken yet: trusted publishing comes with a later release';

const V6: readonly AsvsLine[] = [
  { id: '6.1.1', level: 1, says: 'limits on guessing, and what keeps strangers from locking people out, are written down' },
  { id: '6.1.2', level: 2, says: 'words of the account and the site that no password may be made of are written down' },
  { id: '6.1.3', level: 2, says: 'every way in is written down with its strength, and there is no other' },
  { id: '6.2.1', level: 1, says: 'a password has a least length, counted in characters' },
  { id: '6.2.2', level: 1, says: 'people change their password' },
  { id: '6.2.3', level: 1, says: 'a change asks for the old password beside the new one' },
  { id: '6.2.4', level: 1, says: 'the passwords that are guessed first are refused' },
  { id: '6.2.5', level: 1, says: 'no rule asks for kinds of characters' },
  { id: '6.2.6', level: 1, says: 'what is typed is hidden, and can be shown' },
  { id: '6.2.7', level: 1, says: 'pasting and password managers work' },
  { id: '6.2.8', level: 1, says: 'a password is compared whole, not cut and not folded' },
  { id: '6.2.9', level: 2, says: 'long passwords are taken, and endless ones cost nothing' },
  { id: '6.2.10', level: 2, says: 'a password does not expire' },
  { id: '6.2.11', level: 2, says: 'passwords made of the context words are refused' },
  { id: '6.2.12', level: 2, says: 'passwords known from breaches are refused, without asking the internet' },
  { id: '6.3.1', level: 1, says: 'guessing is limited by account, network and site' },
  { id: '6.3.2', level: 1, says: 'there is no default account' },
  { id: '6.3.3', level: 2, says: 'where a second factor is set up nothing opens without; one that resists phishing is offered' },
  { id: '6.3.4', level: 2, says: 'no way in is stronger than what was shown on it' },
  { id: '6.3.5', level: 3, says: 'people are told of sign-ins that are unusual or failed behind the password' },
  { id: '6.3.6', level: 3, says: 'mail is no factor: no mailed link makes a session' },
  { id: '6.3.7', level: 3, says: 'people are told when something that opens the account changes' },
  { id: '6.3.8', level: 3, says: 'nobody learns whether an account exists, from answers or their cost' },
  { id: '6.4.1', level: 1, says: 'first secrets and invitations are random, work once, expire, and never become the password' },
  { id: '6.4.2', level: 1, says: 'no hints, no security questions' },
  { id: '6.4.3', level: 2, says: 'a reset goes around no second factor' },
  { id: '6.4.4', level: 2, says: 'who lost a factor proves as much as at its set-up, or waits in public' },
  { id: '6.4.5', level: 3, says: 'people are reminded before what they need runs out' },
  { id: '6.4.6', level: 3, says: 'an operator starts a reset and never sees or sets a password' },
  { id: '6.5.1', level: 2, says: 'codes and mailed links work once' },
  { id: '6.5.2', level: 2, says: 'recovery codes are kept as slow hashes' },
  { id: '6.5.3', level: 2, says: 'every secret comes from one source of chance' },
  { id: '6.5.4', level: 2, says: 'recovery codes and links carry enough chance' },
  { id: '6.5.5', level: 2, says: 'codes and links of a sign-in live ten minutes at most, codes of an app half a minute and one more' },
  { id: '6.5.6', level: 3, says: 'each factor can be taken away alone' },
  {
    id: '6.5.7',
    level: 3,
    says: 'biometrics are only a part of a factor',
    notHere: 'the server sees none: they stay in the authenticator',
  },
  { id: '6.5.8', level: 3, says: 'codes of an app go by the time of the server' },
  { id: '6.6.1', level: 2, says: 'telephone and SMS only with a warning', notHere: 'there is no telephone number in it' },
  { id: '6.6.2', level: 2, says: 'a mailed confirmation belongs to the sign-in that asked for it' },
  { id: '6.6.3', level: 2, says: 'guessing codes is limited, and a new request does not begin anew' },
  { id: '6.6.4', level: 3, says: 'push notices are limited', notHere: 'there are no push notices' },
  { id: '6.7.1', level: 3, says: 'keys of authenticators cannot be changed unseen' },
  { id: '6.7.2', level: 3, says: 'a challenge is long and never comes twice' },
  { id: '6.8.1', level: 2, says: 'an identity belongs to its issuer', notHere: NO_PUBLISHERS },
  { id: '6.8.2', level: 2, says: 'signatures of identity tokens are checked', notHere: NO_PUBLISHERS },
  { id: '6.8.3', level: 2, says: 'SAML assertions are used once', notHere: NO_FEDERATION },
  { id: '6.8.4', level: 2, says: 'the provider’s strength and age of a sign-in are checked', notHere: NO_FEDERATION },
];

const V7: readonly AsvsLine[] = [
  { id: '7.1.1', level: 2, says: 'how long a session rests and lives is written down, with reasons' },
  { id: '7.1.2', level: 2, says: 'how many sessions an account may have is written down' },
  { id: '7.1.3', level: 2, says: 'sessions of federated sign-ins are coordinated', notHere: NO_FEDERATION },
  { id: '7.2.1', level: 1, says: 'the server alone judges a session' },
  { id: '7.2.2', level: 1, says: 'sessions are made at sign-in, no fixed key opens pages' },
  { id: '7.2.3', level: 1, says: 'the id of a session is random, 128 bits at least, and kept as a hash' },
  { id: '7.2.4', level: 1, says: 'each proof gives a new id, and the old one is dead' },
  { id: '7.3.1', level: 2, says: 'a session that rests ends' },
  { id: '7.3.2', level: 2, says: 'a session ends however busy it is' },
  { id: '7.4.1', level: 1, says: 'after signing out the cookie opens nothing' },
  { id: '7.4.2', level: 1, says: 'who is shut out has no session left' },
  { id: '7.4.3', level: 2, says: 'a change of password or factor ends the other sessions' },
  { id: '7.4.4', level: 2, says: 'signing out is on every page' },
  { id: '7.4.5', level: 2, says: 'operators end sessions of one account, or of all' },
  { id: '7.5.1', level: 2, says: 'what changes who gets in asks for a fresh sign-in' },
  { id: '7.5.2', level: 2, says: 'people see their sessions and end them, after a fresh sign-in' },
  { id: '7.5.3', level: 3, says: 'acts of consequence ask for a factor again' },
  { id: '7.6.1', level: 2, says: 'federated sessions end with the provider’s', notHere: NO_FEDERATION },
  { id: '7.6.2', level: 2, says: 'no session is made without somebody doing it' },
];

const V8: readonly AsvsLine[] = [
  { id: '8.1.1', level: 1, says: 'who may do what is one table in the code' },
  { id: '8.1.2', level: 2, says: 'who may read and write which field is in it' },
  { id: '8.1.3', level: 3, says: 'what else a decision looks at is written down' },
  { id: '8.1.4', level: 3, says: 'and what it changes in the decision' },
  { id: '8.2.1', level: 1, says: 'every route lets in those whom it names' },
  { id: '8.2.2', level: 1, says: 'ids of somebody else’s things give nothing' },
  { id: '8.2.3', level: 2, says: 'fields that a form does not have change nothing' },
  { id: '8.2.4', level: 3, says: 'the place and device of a request count in a decision' },
  { id: '8.3.1', level: 1, says: 'what a page does not show is refused by the server' },
  { id: '8.3.2', level: 3, says: 'a right that is taken away is gone in the next request' },
  { id: '8.3.3', level: 3, says: 'a job asks for the rights of whom it works for' },
  { id: '8.4.1', level: 2, says: 'nothing crosses from one index to another' },
  { id: '8.4.2', level: 3, says: 'operators’ pages ask for more than the role' },
];

/** V6 authentication, V7 sessions, V8 authorization: all of it. A test shows a line whose id its title begins with. */
export const ASVS_LINES: readonly AsvsLine[] = [...V6, ...V7, ...V8];
