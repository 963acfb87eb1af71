import { AUDIENCES, BUTTONS } from './declare.ts';
import { NOTICES } from './notices.ts';

/** A kind of mail, for the help page and the documents. */
export interface ListedNotice {
  /** Ends "You get a mail when …". */
  readonly when: string;
  /** Who gets it. */
  readonly to: string;
  /** What its button says; undefined where it has none. */
  readonly button: string | undefined;
}

/** Every kind of mail in the order of the table. */
export function listNotices(): readonly ListedNotice[] {
  return Object.values(NOTICES).map(({ when, to, button }) => ({
    when,
    to: AUDIENCES[to],
    button: button === 'none' ? undefined : BUTTONS[button].label,
  }));
}
