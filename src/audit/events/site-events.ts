import { type Declarations, privately, publicly } from './declare.ts';

/** What operators and the host do. */
export interface SiteEvents {
  'site.opened': { details: { site: string; rpId: string } };
  'site.setup-link-made': { details: Record<never, never> };
  'site.operator-granted': { details: { account: string; how: 'setup' | 'operator' | 'command' } };
  'site.invitation-made': { details: { invitation: string; reason?: string }; personal: { address: string } };
  'site.invitation-used': { details: Record<never, never> };
  'site.reset-link-made': { details: { account: string; reason: string } };
  'site.policy-changed': { details: { policy: string; before: string; after: string; reason: string } };
  'site.policy-asked': { details: { policy: string; before: string; after: string; reason: string } };
  'site.policy-announced': { details: { policy: string; before: string; after: string; from: number; reason: string } };
  'site.policy-told': { details: { policy: string } };
  'site.policy-withdrawn': { details: { policy: string; after: string; reason: string } };
  'site.host-setting-changed': { details: { setting: string; before: string; after: string } };
  'site.clock-suspect': { details: { process: string } };
  'site.clock-confirmed': { details: { reason: string } };
  'site.personal-data-seen': { details: { what: 'account' | 'events' | 'factors'; account?: string } };
  'site.swept': { details: { links: number; registrations: number; sessions: number; devices?: number } };
  'site.backup-made': { details: { entries: number } };
  /** The first leaf of the log after a restore: which log it goes on from, and how far that one is known to have gone (H1). */
  'site.log-begun': { details: { epoch: number; beforeEpoch: number; beforeSize: number; beforeRoot: string; knownSize: number } };
  'site.restored': { details: { epoch: number; entries: number } };
}

export const SITE_EVENTS: Declarations<SiteEvents> = {
  'site.opened': privately('site'),
  'site.setup-link-made': privately('links'),
  'site.operator-granted': privately('operators', 'site', 'links'),
  'site.invitation-made': privately('links'),
  'site.invitation-used': privately('links'),
  'site.reset-link-made': privately('links'),
  'site.policy-changed': privately('policies', 'pending_policies', 'coming_policies'),
  'site.policy-announced': privately('coming_policies', 'pending_policies'),
  'site.policy-asked': privately('pending_policies'),
  'site.policy-told': privately('pending_policies'),
  'site.policy-withdrawn': privately('pending_policies'),
  'site.host-setting-changed': privately('host_settings'),
  'site.clock-suspect': privately(),
  'site.clock-confirmed': privately(),
  'site.personal-data-seen': privately(),
  'site.swept': privately('links', 'registrations', 'persons', 'sessions', 'devices'),
  'site.backup-made': privately(),
  'site.log-begun': publicly(),
  'site.restored': privately('site'),
};
