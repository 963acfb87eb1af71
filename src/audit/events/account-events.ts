import { type Declarations, privately } from './declare.ts';

/** What happens to an account, its addresses and its password. */
export interface AccountEvents {
  'account.registration-started': { details: { registration: string }; personal: { username: string; address: string } };
  'account.registration-dropped': { details: { registration: string; why: 'not-me' | 'expired' } };
  'account.created': { details: { registration?: string; invitedBy?: string }; personal: { username: string; address: string } };
  'account.name-changed': { personal: { before: string; after: string } };
  'account.password-changed': { details: { how: 'settings' | 'reset' } };
  'account.password-disabled': { details: { failures: number } };
  'account.reset-asked': { details: { link: 'sent' | 'held' | 'handed-over' | 'none'; for?: 'unfreeze' } };
  'account.email-added': { details: { email: string }; personal: { address: string } };
  'account.email-link-sent': { details: { email: string }; personal: { address: string } };
  'account.email-verified': {
    details: { email: string; how: 'link' | 'operator' | 'registration'; reason?: string };
    personal: { address: string };
  };
  'account.email-made-primary': { details: { email: string; before: string | null }; personal: { address: string } };
  'account.email-removed': { details: { email: string; why: 'owner' | 'unconfirmed' }; personal: { address: string } };
  'account.addresses-disputed': { details: { since: number } };
  'account.addresses-restored': { details: { addresses: number; keys: number; apps: number; tokens: number } };
  'account.addresses-settled': { details: { since: number } };
  'account.frozen': { details: { by: 'owner' | 'operator'; reason: string } };
  'account.restored': { details: { sessions: number; tokens: number; apps: number } };
  'account.factor-asked': { details: { what: 'factor' | 'passkey' | 'owner'; from?: number } };
  /** Its domain is gone: it gets no link that opens something any more. */
  'account.email-doubted': { details: { email: string }; personal: { address: string } };
  'account.closing-asked': { details: { projects: number } };
  'account.kept': { details: { by: 'sign-in' | 'link' } };
  'account.erasure-held': { details: { reason: string; operators: 1 | 2; until?: number } };
  'account.closed': { details: { projects: number } };
  'account.unfreeze-asked': { details: Record<never, never> };
  'account.unfreeze-told': { details: Record<never, never> };
  'account.unfreeze-refused': { details: Record<never, never> };
  /** `how` an owner did it: a passkey from long before and a new password, or a day in which nobody said no. */
  'account.unfrozen': { details: { by: 'operator' | 'owner'; reason: string; how?: 'passkey' | 'wait' } };
}

export const ACCOUNT_EVENTS: Declarations<AccountEvents> = {
  'account.registration-started': privately('registrations', 'links', 'persons'),
  'account.registration-dropped': privately('registrations', 'links', 'persons'),
  'account.created': privately('accounts', 'persons', 'passwords', 'emails', 'registrations', 'links'),
  'account.name-changed': privately('accounts'),
  'account.password-changed': privately('passwords', 'accounts', 'links', 'sessions', 'devices', 'enrolments', 'tokens'),
  'account.password-disabled': privately('passwords', 'links'),
  'account.reset-asked': privately('links'),
  'account.email-added': privately('emails', 'links'),
  'account.email-link-sent': privately('links'),
  'account.email-verified': privately('emails', 'links', 'mail_windows'),
  'account.email-made-primary': privately('emails', 'links', 'mail_windows'),
  'account.email-removed': privately('emails', 'links', 'mail_windows'),
  'account.addresses-disputed': privately('mail_windows', 'links'),
  'account.addresses-restored': privately(
    ...(['accounts', 'emails', 'mail_windows', 'passwords', 'links', 'sessions', 'devices', 'enrolments'] as const),
    ...(['webauthn_keys', 'totp_apps', 'recovery_lists', 'tokens', 'unfreezings', 'recoveries'] as const),
  ),
  'account.addresses-settled': privately('mail_windows'),
  'account.frozen': privately('accounts', 'links', 'sessions', 'devices', 'enrolments', 'tokens', 'unfreezings', 'closings'),
  'account.restored': privately('accounts', 'sessions', 'tokens', 'totp_apps', 'recovery_lists', 'unfreezings'),
  'account.factor-asked': privately('factor_notices'),
  'account.email-doubted': privately('doubted_emails', 'links'),
  'account.closing-asked': privately('closings', 'accounts', 'links', 'sessions', 'devices', 'enrolments', 'tokens'),
  'account.kept': privately('closings', 'links'),
  'account.erasure-held': privately('closings', 'links'),
  'account.closed': privately(
    ...(['accounts', 'persons', 'passwords', 'emails', 'mail_windows', 'operators', 'sessions', 'devices', 'totp_apps'] as const),
    ...(['recovery_lists', 'recovery_codes', 'webauthn_keys', 'passkey_rules', 'vouchers', 'vouching_rules', 'tokens'] as const),
    ...(['project_roles', 'links', 'factor_notices', 'unfreezings', 'closings', 'doubted_emails'] as const),
  ),
  'account.unfreeze-asked': privately('unfreezings', 'links'),
  'account.unfreeze-told': privately('unfreezings'),
  'account.unfreeze-refused': privately('unfreezings', 'links'),
  'account.unfrozen': privately(
    ...(['accounts', 'mail_windows', 'links', 'unfreezings', 'tokens', 'recoveries'] as const),
    ...(['passwords', 'webauthn_keys', 'spent_challenges', 'sessions', 'devices', 'enrolments'] as const),
  ),
};
