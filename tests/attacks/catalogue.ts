/** An attack of the catalogue: ways in which accounts were opened elsewhere, numbered as in the yardstick of the project. */
export interface CataloguedAttack {
  readonly id: string;
  readonly says: string;
  /** Fifty try it at the same moment, and one is let through at most. */
  readonly isRace?: true;
  /** Judged before any row is read or written: there is no database to try it on. */
  readonly isPure?: true;
}

const TOTP: readonly CataloguedAttack[] = [
  { id: '1', says: 'the same right code twice' },
  { id: '2', says: 'one right code from fifty browsers', isRace: true },
  { id: '3', says: 'an older code after a newer one' },
  { id: '4', says: 'a code of the sign-in again for another purpose' },
  { id: '5', says: 'a used code in another spelling' },
  { id: '6', says: 'a code that is a number, a list, or a million digits' },
  { id: '7', says: 'a new sign-in form for each guess' },
  { id: '8', says: 'a hundred wrong codes at the same moment', isRace: true },
  { id: '9', says: 'a code from two steps away', isPure: true },
  { id: '10', says: 'setting up an app by somebody else’s secret' },
  { id: '11', says: 'replacing the app from a stolen session' },
  { id: '12', says: 'reading the secret after the set-up' },
  { id: '13', says: 'the own secret copied into another account’s row' },
  { id: '14', says: 'a used code after the clock was set back' },
];

const PASSWORDS: readonly CataloguedAttack[] = [
  { id: '15', says: 'very many passwords at one account' },
  { id: '16', says: 'one password at very many accounts' },
  { id: '17', says: 'the same from changing addresses of one network' },
  { id: '18', says: 'spellings of one name, for a new budget each' },
  { id: '19', says: 'a right sign-in between, for a new budget' },
  { id: '20', says: 'counters that do not answer' },
  { id: '21', says: 'a restart, or another process, for a new budget' },
  { id: '22', says: 'the time that an answer takes' },
  { id: '23', says: 'registering and resetting, to learn who has an account' },
  { id: '24', says: 'options of passkeys, to learn who has one' },
  { id: '25', says: 'huge passwords by the hundred' },
  { id: '26', says: 'a list of common passwords that is not there', isPure: true },
];

const SESSIONS: readonly CataloguedAttack[] = [
  { id: '27', says: 'half a sign-in at every route' },
  { id: '28', says: 'half a sign-in that was finished elsewhere' },
  { id: '29', says: 'half a sign-in, too late' },
  { id: '30', says: 'begun as one account, finished as another' },
  { id: '31', says: 'one half sign-in finished fifty times', isRace: true },
  { id: '32', says: 'a session that was planted before the sign-in' },
  { id: '33', says: 'the cookie of who signed out' },
  { id: '34', says: 'a session from before a change of password or factor' },
  { id: '35', says: 'a session that ends in the midst of its request' },
  { id: '36', says: 'a session of another site' },
  { id: '37', says: 'cookies by the hundred, and twice the same' },
  { id: '38', says: 'signing somebody in to the thief’s account' },
];

const WEBAUTHN: readonly CataloguedAttack[] = [
  { id: '39', says: 'an answer from a page of another origin' },
  { id: '40', says: 'an answer for another RP ID, or of another type' },
  { id: '41', says: 'one answer again, elsewhere, or fifty times', isRace: true },
  { id: '42', says: 'the challenge of another ceremony' },
  { id: '43', says: 'an answer without user verification' },
  { id: '44', says: 'an answer without presence, or with other flags' },
  { id: '45', says: 'a counter that went back' },
  { id: '46', says: 'an answer from a frame' },
  { id: '47', says: 'a key of another account' },
  { id: '48', says: 'a credential that somebody has, or with a name too long' },
  { id: '49', says: 'a key of another kind than was asked for, or no key', isPure: true },
  { id: '50', says: 'CBOR that breaks readers', isPure: true },
  { id: '51', says: 'client data that can be read in two ways', isPure: true },
  { id: '52', says: 'extensions and attestations that nobody asked for', isPure: true },
  { id: '53', says: 'removing the last factor, or somebody else’s' },
  { id: '54', says: 'adding a key from a stolen session' },
  { id: '55', says: 'signatures that are nearly right', isPure: true },
];

const MAIL: readonly CataloguedAttack[] = [
  { id: '56', says: 'one recovery code from fifty browsers', isRace: true },
  { id: '57', says: 'a recovery code that was used, replaced, or is another’s' },
  { id: '58', says: 'recovery codes in other letters', isPure: true },
  { id: '59', says: 'a found recovery code' },
  { id: '60', says: 'a link again, too late, after a change, or fifty times', isRace: true },
  { id: '61', says: 'the token of a link in history and Referer' },
  { id: '62', says: 'another host in the request for a reset' },
  { id: '63', says: 'scanners that open links' },
  { id: '64', says: 'another address from a stolen session' },
  { id: '65', says: 'confirming an address that is somebody else’s by now' },
  { id: '66', says: 'an address that nobody confirmed' },
  { id: '67', says: 'twins of an address' },
  { id: '68', says: 'a reset around the second factor' },
  { id: '69', says: 'mails by the hundred' },
  { id: '70', says: 'an invitation twice, too late, or of somebody who fell' },
];

const BROWSERS: readonly CataloguedAttack[] = [
  { id: '71', says: 'forms from elsewhere' },
  { id: '72', says: 'GET in place of POST' },
  { id: '73', says: 'being led to another site' },
  { id: '74', says: 'pages in a frame' },
  { id: '75', says: 'markup in every field' },
  { id: '76', says: 'descriptions that run something' },
];

/** Sections A to F. A test is named after an attack by beginning with its number. */
export const CATALOGUE: readonly CataloguedAttack[] = [...TOTP, ...PASSWORDS, ...SESSIONS, ...WEBAUTHN, ...MAIL, ...BROWSERS];
