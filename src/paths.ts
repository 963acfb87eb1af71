/** Every URL of the site as a function; paths only, joined to `KEYHOUSE_URL` where a whole URL is needed. */
const part = encodeURIComponent;

export const paths = {
  front: (): string => '/',
  search: (query?: string): string => (query === undefined ? '/search/' : `/search/?q=${part(query)}`),
  project: (name: string): string => `/project/${part(name)}/`,
  release: (name: string, version: string): string => `/project/${part(name)}/${part(version)}/`,
  user: (username: string): string => `/user/${part(username)}/`,
  help: (
    section?: 'totp' | 'webauthn' | 'recovery-codes' | 'apitoken' | 'phishing' | 'not-guarded' | 'upload' | 'upload-rules' | 'install',
  ): string => (section === undefined ? '/help/' : `/help/#${section}`),
  security: (): string => '/security/',
  securityTxt: (): string => '/.well-known/security.txt',
  health: (): string => '/_health/',
  metrics: (): string => '/_metrics/',
  asset: (digest: string, file: string): string => `/assets/${digest}/${file}`,

  simpleIndex: (): string => '/simple/',
  simpleProject: (name: string): string => `/simple/${part(name)}/`,
  file: (sha256: string, filename: string): string =>
    `/packages/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256.slice(4)}/${part(filename)}`,
  upload: (): string => '/legacy/',
  projectJson: (name: string): string => `/pypi/${part(name)}/json`,
  releaseJson: (name: string, version: string): string => `/pypi/${part(name)}/${part(version)}/json`,

  setup: (): string => '/setup/',
  invitation: (): string => '/account/invitation/',
  register: (): string => '/account/register/',
  pending: (): string => '/account/pending/',
  verifyEmail: (): string => '/account/verify-email/',
  login: (next?: string): string => (next === undefined ? '/account/login/' : `/account/login/?next=${part(next)}`),
  loginPasskey: (): string => '/account/login/passkey/',
  loginPasskeyOptions: (): string => '/account/login/passkey/options/',
  secondStepPasskey: (): string => '/account/two-factor/passkey/',
  secondStepPasskeyOptions: (): string => '/account/two-factor/passkey/options/',
  secondStep: (): string => '/account/two-factor/',
  /** Both factors were right: a browser that the account does not know waits here for its mailbox. */
  waitForMailbox: (): string => '/account/two-factor/mailbox/',
  /** Behind the link that was mailed to it. */
  confirmSignIn: (): string => '/account/confirm-sign-in/',
  recoveryCode: (): string => '/account/recovery-code/',
  requestPasswordReset: (): string => '/account/request-password-reset/',
  resetPassword: (): string => '/account/reset-password/',
  resetPasskeyOptions: (): string => '/account/reset-password/options/',
  /** For who signed in with a recovery code: the mailbox first, then a new app. */
  newFactor: (): string => '/account/new-factor/',
  /** Behind the mailed link that shows that the browser's owner reads the mailbox. */
  confirmBrowser: (): string => '/account/confirm-browser/',
  reauthenticatePasskey: (): string => '/account/reauthenticate/passkey/',
  reauthenticatePasskeyOptions: (): string => '/account/reauthenticate/passkey/options/',
  reauthenticate: (): string => '/account/reauthenticate/',
  logout: (): string => '/account/logout/',
  /** The page with a button behind a "this was not me" link; a link alone only takes rights away. */
  notMe: (): string => '/account/not-me/',
  /** Where the owner of a frozen account begins to lift the freeze. */
  unfreeze: (): string => '/account/unfreeze/',
  unfreezeOptions: (): string => '/account/unfreeze/options/',
  unfreezeLink: (): string => '/account/unfreeze/link/',
  /** Behind the link that follows: password and factor. */
  confirmUnfreeze: (): string => '/account/confirm-unfreeze/',
  confirmUnfreezeOptions: (): string => '/account/confirm-unfreeze/options/',
  /** Behind the link by which an address says no. */
  keepFrozen: (): string => '/account/keep-frozen/',
  /** Behind the link by which an address keeps an account that is being closed. */
  keepAccount: (): string => '/account/keep/',
  /** Behind the link of a mail about a sign-in: ends it and everything else. */
  endSession: (): string => '/account/end-session/',
  /** Behind the link that old addresses get: undoes a change of addresses by freezing. */
  undoAddresses: (): string => '/account/undo-addresses/',
  /** Behind the link that follows: puts the old addresses back. */
  restoreAddresses: (): string => '/account/restore-addresses/',
  restoreAddressesPasskeyOptions: (): string => '/account/restore-addresses/passkey/options/',

  account: (
    anchor?: 'account-emails' | 'name' | 'password' | 'two-factor' | 'api-tokens' | 'vouchers' | 'sessions' | 'security-history' | 'freeze',
  ): string => (anchor === undefined ? '/manage/account/' : `/manage/account/#${anchor}`),
  accountName: (): string => '/manage/account/name/',
  accountPassword: (): string => '/manage/account/password/',
  accountEmails: (): string => '/manage/account/emails/',
  accountEmail: (id: string, deed: 'send-again' | 'make-primary' | 'remove'): string => `/manage/account/emails/${part(id)}/${deed}/`,
  totpProvision: (replaces?: string): string =>
    replaces === undefined ? '/manage/account/totp-provision' : `/manage/account/totp-provision?replaces=${part(replaces)}`,
  totpRename: (id: string): string => `/manage/account/totp/${part(id)}/rename/`,
  totpRemove: (id: string): string => `/manage/account/totp/${part(id)}/remove/`,
  webauthnProvision: (): string => '/manage/account/webauthn-provision',
  webauthnOptions: (): string => '/manage/account/webauthn-provision/options',
  key: (id: string, deed: 'rename' | 'remove' | 'keep'): string => `/manage/account/passkeys/${part(id)}/${deed}/`,
  /** Whether anything but passkeys opens the account. */
  passkeysOnly: (): string => '/manage/account/passkeys-only/',
  recoveryCodes: (): string => '/manage/account/recovery-codes/',
  /** New codes for those that were used. */
  owedCodes: (next?: string): string => `/manage/account/recovery-codes/replacements/${next === undefined ? '' : `?next=${part(next)}`}`,
  /** The shown codes as a text file. */
  recoveryCodesFile: (): string => '/manage/account/recovery-codes/file/',
  owedCodesFile: (): string => '/manage/account/recovery-codes/replacements/file/',
  token: (): string => '/manage/account/token/',
  tokenDelete: (id: string): string => `/manage/account/token/${part(id)}/delete/`,
  suspendedTokens: (deed?: 'resume' | 'delete'): string => `/manage/account/suspended-tokens/${deed === undefined ? '' : `${deed}/`}`,
  tokenResume: (id: string): string => `/manage/account/token/${part(id)}/resume/`,
  session: (handle: string): string => `/manage/account/sessions/${part(handle)}/end/`,
  otherSessions: (): string => '/manage/account/sessions/end-others/',
  knownBrowser: (id: string): string => `/manage/account/browsers/${part(id)}/forget/`,
  knownBrowsers: (): string => '/manage/account/browsers/forget/',
  accountHistory: (): string => '/manage/account/history/',
  /** For who lost everything: asking, waiting, and the new start. */
  recover: (): string => '/account/recover/',
  /** Behind the link that an operator hands over. */
  recoverStart: (): string => '/account/recover/start/',
  recoverOptions: (): string => '/account/recover/options/',
  recoverClaim: (): string => '/account/recover/claim/',
  /** For who was thrown out: what was removed still stops. */
  stopEverything: (): string => '/account/stop/',
  stopEverythingOptions: (): string => '/account/stop/options/',
  objection: (): string => '/account/objection/',
  objectionStop: (): string => '/account/objection/stop/',
  vouch: (id: string): string => `/account/vouch/${part(id)}/`,
  vouchOptions: (id: string): string => `/account/vouch/${part(id)}/options/`,
  /** A recovery rehearsed: for the owner, and for who vouches; no page of it is one of a recovery. */
  practice: (): string => '/manage/account/practice/',
  practiceEnd: (): string => '/manage/account/practice/end/',
  practiceVouch: (id: string): string => `/account/practice/${part(id)}/`,
  practiceVouchOptions: (id: string): string => `/account/practice/${part(id)}/options/`,
  vouchers: (): string => '/manage/account/vouchers/',
  vouchersNeeded: (): string => '/manage/account/vouchers/needed/',
  voucher: (id: string, deed: 'accept' | 'remove'): string => `/manage/account/vouchers/${part(id)}/${deed}/`,
  freeze: (): string => '/manage/account/freeze/',
  closeAccount: (): string => '/manage/account/close/',

  manageProjects: (): string => '/manage/projects/',
  manageProject: (name: string, page: 'releases' | 'settings' | 'collaboration' | 'publishing' | 'history'): string =>
    `/manage/project/${part(name)}/${page}/`,
  manageRelease: (name: string, version: string): string => `/manage/project/${part(name)}/release/${part(version)}/`,

  admin: (): string => '/admin/',
  adminUser: (username: string): string => `/admin/users/${part(username)}/`,
  adminFreeze: (username: string): string => `/admin/users/${part(username)}/freeze/`,
  adminUnfreeze: (username: string): string => `/admin/users/${part(username)}/unfreeze/`,
  adminHoldErasure: (username: string): string => `/admin/users/${part(username)}/hold-erasure/`,
  adminResetLink: (username: string): string => `/admin/users/${part(username)}/reset-link/`,
  adminStartRecovery: (username: string): string => `/admin/users/${part(username)}/start-recovery/`,
  /** Every recovery that may still come to something. */
  adminRecoveries: (): string => '/admin/recoveries/',
  adminRecoveryStop: (id: string): string => `/admin/recoveries/${part(id)}/stop/`,
  adminAddresses: (username: string): string => `/admin/users/${part(username)}/addresses/`,
  adminVouch: (username: string, id: string): string => `/admin/users/${part(username)}/addresses/${part(id)}/vouch/`,
  adminEvents: (): string => '/admin/events/',
  adminInvite: (): string => '/admin/invite/',
  adminPolicies: (): string => '/admin/policies/',
  adminPolicy: (name: string): string => `/admin/policies/${part(name)}/`,
  adminPolicyPreview: (name: string): string => `/admin/policies/${part(name)}/preview/`,
  adminAdoption: (): string => '/admin/second-factors/',
  adminPolicyWithdraw: (name: string): string => `/admin/policies/${part(name)}/withdraw/`,
  adminClock: (): string => '/admin/clock/',
  adminRevokeToken: (id: string): string => `/admin/tokens/${part(id)}/revoke/`,
} as const;
