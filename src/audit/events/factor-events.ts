import { type Declarations, privately } from './declare.ts';

/** Second factors and recovery codes. */
export interface FactorEvents {
  'factor.totp-proven': { details: { app: string } };
  'factor.key-proven': { details: { key: string } };
  'factor.key-added': { details: { key: string; name: string; isSynced: boolean; verifiesPerson: boolean } };
  'factor.key-renamed': { details: { key: string; before: string; name: string } };
  'factor.key-removed': { details: { key: string; name: string; leaves: 'now' | 'later' } };
  'factor.passkeys-only': { details: { is: 'on' | 'leaving' | 'kept' | 'ended' | 'undone' } };
  'factor.key-kept': { details: { key: string; name: string } };
  'factor.totp-added': { details: { app: string; name: string } };
  'factor.totp-renamed': { details: { app: string; before: string; name: string } };
  'factor.totp-removed': { details: { app: string; name: string } };
  'factor.removed-used': { details: { factor: string; is: 'app' | 'key' } };
  'factor.removed-gone': { details: { apps: number; keys: number } };
  'factor.totp-disabled': { details: { app: string; failures: number } };
  'factor.codes-made': { details: { list: string; count: number } };
  'factor.codes-replaced': { details: { list: string; before: string | null; count: number } };
  'factor.codes-issued': { details: { list: string; count: number } };
  'factor.code-accepted': { details: { use: 'reset' } };
  'factor.key-accepted': { details: { use: 'reset'; key: string } };
  'factor.code-used': { details: { list: string; left: number } };
  'factor.codes-disabled': { details: { list: string; failures: number } };
}

export const FACTOR_EVENTS: Declarations<FactorEvents> = {
  'factor.totp-proven': privately('enrolments', 'sessions'),
  'factor.key-proven': privately('enrolments', 'sessions', 'spent_challenges'),
  'factor.key-added': privately('webauthn_keys', 'accounts', 'enrolments', 'sessions', 'devices', 'links', 'spent_challenges'),
  'factor.key-renamed': privately('webauthn_keys'),
  'factor.key-removed': privately('webauthn_keys', 'accounts', 'sessions', 'devices', 'links', 'enrolments', 'recovery_lists', 'tokens'),
  'factor.passkeys-only': privately('passkey_rules', 'accounts', 'sessions', 'devices', 'links', 'enrolments'),
  'factor.key-kept': privately('webauthn_keys'),
  'factor.totp-added': privately('totp_apps', 'accounts', 'enrolments', 'recovery_lists', 'recovery_codes', 'sessions', 'devices', 'links'),
  'factor.totp-renamed': privately('totp_apps'),
  'factor.removed-used': privately('removed_apps', 'spent_challenges'),
  'factor.removed-gone': privately('removed_apps', 'webauthn_keys'),
  'factor.totp-removed': privately(
    'removed_apps',
    'totp_apps',
    'accounts',
    'sessions',
    'devices',
    'links',
    'enrolments',
    'recovery_lists',
    'tokens',
  ),
  'factor.totp-disabled': privately('totp_apps', 'links'),
  'factor.codes-made': privately('recovery_lists', 'recovery_codes', 'enrolments'),
  'factor.codes-replaced': privately('recovery_lists', 'recovery_codes', 'accounts', 'sessions', 'devices', 'links', 'enrolments'),
  'factor.codes-issued': privately('recovery_codes', 'links'),
  'factor.code-accepted': privately('totp_apps'),
  'factor.key-accepted': privately('webauthn_keys', 'spent_challenges'),
  'factor.code-used': privately('recovery_codes', 'recovery_lists', 'links'),
  'factor.codes-disabled': privately('recovery_lists', 'links'),
};
