/**
 * What may happen once, and where one statement claims it (law 2): of any number of requests at once one gets it, on both
 * databases and in whatever process. A test races each of them; a new claim is added here first.
 */
export const ONCE = {
  'a step of an authenticator app': 'factors/check-totp-code.ts',
  'a recovery code': 'factors/recovery-codes.ts',
  'a set-up of an authenticator app': 'factors/store.ts',
  'the second half of a sign-in': 'sessions/store.ts',
  'a link that was mailed or handed over': 'accounts/links.ts',
  'a user name': 'accounts/store.ts',
  'a registration': 'accounts/store.ts',
  'a confirmed mail address': 'accounts/store.ts',
  'the first operator': 'admin/store.ts',
  'the name of a file': 'releases/store.ts',
  'the name of a project': 'releases/store.ts',
} as const;

export type OnceRule = keyof typeof ONCE;
