import type { Millis } from '../base/brands.ts';

/** Why a sign-in, a second step or a step-up did not go on; told in words by the page. */
export type NotSignedIn =
  | { readonly result: 'wrong' }
  | { readonly result: 'replayed' }
  /** A key's signature is right and its counter went back: somebody has a copy of it. */
  | { readonly result: 'cloned' }
  /** Not looked at before `until`. */
  | { readonly result: 'wait'; readonly until: Millis }
  | { readonly result: 'frozen' }
  /** The recovery code is right, but since a restore its list opens nothing without the mailbox (H8). */
  | { readonly result: 'codes-rest' }
  /** The half state is gone: five minutes over, finished elsewhere, or the account changed. */
  | { readonly result: 'start-again' };
