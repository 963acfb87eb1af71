import { type Declarations, privately } from './declare.ts';

/** Signing in and out, and what was refused on the way. */
export interface SessionEvents {
  'session.started': { details: { session: string; strength: string; factors: readonly string[] } };
  'session.raised': { details: { session: string; before: string; strength: string } };
  'session.resumed': { details: { session: string; before: string; strength: string } };
  'session.stepped-up': { details: { session: string; before: string; strength: string } };
  'session.ended': { details: { sessions: readonly string[]; why: 'signed-out' | 'owner' | 'expired' | 'account-changed' | 'not-me' } };
  'session.mailbox-asked': { details: { session: string } };
  'session.mailbox-confirmed': { details: { session: string; before: string; by: 'mail' | 'operator' } };
  'session.held': { details: { hold: string; strength: string; factors: readonly string[] } };
  'session.hold-asked': { details: { hold: string } };
  'session.hold-refused': { details: { hold: string } };
  /** `password`: whether there was one to switch off. */
  'session.disowned': { details: { session: string | null; password: 'off' | 'none' } };
  'session.browser-known': { details: { device: string } };
  'session.browsers-forgotten': { details: { devices: readonly string[] } };
  'refused.sign-in': {
    details: {
      what: 'key' | 'cloned-key' | 'password' | 'totp' | 'recovery-code' | 'replayed-code' | 'waiting' | 'frozen' | 'passkeys-only';
      more?: number;
    };
  };
  'refused.step-up': {
    details: { what: 'key' | 'cloned-key' | 'password' | 'totp' | 'replayed-code' | 'waiting' | 'passkeys-only'; more?: number };
  };
  'refused.reset': {
    details: {
      what: 'voice-code' | 'totp' | 'recovery-code' | 'replayed-code' | 'waiting' | 'key' | 'cloned-key' | 'passkeys-only';
      more?: number;
    };
  };
  'refused.enrolment': { details: { what: 'totp' | 'recovery-code' | 'key' | 'waiting'; more?: number } };
  'refused.unknown-name': { details: { what?: 'reset'; more?: number } };
  'refused.upload': { details: { code: string; more?: number } };
  'refused.form': { details: { code: string; more?: number } };
}

export const SESSION_EVENTS: Declarations<SessionEvents> = {
  'session.started': privately('sessions', 'totp_apps', 'webauthn_keys', 'recovery_codes', 'devices', 'enrolments', 'links'),
  'session.raised': privately('sessions', 'totp_apps', 'webauthn_keys', 'enrolments'),
  'session.resumed': privately('sessions', 'devices', 'links'),
  'session.stepped-up': privately('sessions', 'totp_apps', 'webauthn_keys', 'enrolments'),
  'session.ended': privately('sessions', 'enrolments', 'links'),
  'session.mailbox-asked': privately('links'),
  'session.mailbox-confirmed': privately('sessions', 'links'),
  'session.held': privately('totp_apps', 'recovery_codes', 'links'),
  'session.hold-asked': privately('links'),
  'session.hold-refused': privately('links'),
  'session.disowned': privately('accounts', 'passwords', 'links', 'sessions', 'devices', 'enrolments'),
  'session.browser-known': privately('devices'),
  'session.browsers-forgotten': privately('devices'),
  'refused.sign-in': privately('links'),
  'refused.step-up': privately(),
  'refused.reset': privately(),
  'refused.enrolment': privately(),
  'refused.unknown-name': privately(),
  'refused.upload': privately(),
  'refused.form': privately(),
};
