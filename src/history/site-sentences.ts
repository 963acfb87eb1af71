import type { SiteEvents } from '../audit/events/site-events.ts';
import type { AccountId } from '../base/brands.ts';
import { countText } from '../base/number-text.ts';
import { dayText } from '../layout/times.ts';
import { type Names, quoted, type Tellers } from './tell.ts';

/** What operators and the host do. */
export const SITE_SENTENCES: Tellers<SiteEvents> = {
  'site.opened': { sign: 'flag', say: ({ details }) => `The site was opened for ${details.rpId}` },
  'site.setup-link-made': { sign: 'flag', tone: 'wait', say: () => 'A link for the first operator was made' },
  'site.operator-granted': {
    sign: 'settings',
    tone: 'wait',
    say: ({ who, details, names }) =>
      details.how === 'setup'
        ? `${who} became the first operator, through the set-up link`
        : `${who} made ${accountName(names, details.account)} an operator`,
  },
  'site.invitation-made': {
    sign: 'mail',
    say: ({ who, personal, details }) => `${who} invited ${quoted(personal.address, 'an erased address')}${because(details.reason)}`,
  },
  'site.invitation-used': { sign: 'mail', say: () => 'An invitation was used' },
  'site.reset-link-made': {
    sign: 'password',
    tone: 'wait',
    say: ({ who, whose, details }) => `${who} made a link to reset ${whose} password: “${details.reason}”`,
  },
  'site.policy-changed': {
    sign: 'settings',
    tone: 'wait',
    say: ({ who, details }) =>
      `${who} changed the policy “${details.policy}” from ${details.before} to ${details.after}: “${details.reason}”`,
  },
  'site.policy-asked': {
    sign: 'settings',
    tone: 'wait',
    say: ({ who, details }) =>
      `${who} asked to loosen the policy “${details.policy}” from ${details.before} to ${details.after}: “${details.reason}”`,
  },
  'site.policy-announced': {
    sign: 'settings',
    tone: 'wait',
    say: ({ who, details }) =>
      `${who} decided that the policy “${details.policy}” goes from ${details.before} to ${details.after} on ${dayText(details.from)}: “${details.reason}”`,
  },
  'site.policy-told': {
    sign: 'mail',
    say: ({ details }) => `Every operator was told that the policy “${details.policy}” is to be loosened`,
  },
  'site.policy-withdrawn': {
    sign: 'settings',
    say: ({ who, details }) => `${who} withdrew the change of the policy “${details.policy}” to ${details.after}: “${details.reason}”`,
  },
  'site.clock-suspect': {
    sign: 'clock',
    tone: 'stop',
    say: ({ details }) =>
      `The clock of ${details.process} jumped ahead: codes of apps are refused until an operator confirms the time, or for an hour`,
  },
  'site.clock-confirmed': { sign: 'clock', tone: 'wait', say: ({ who, details }) => `${who} confirmed the time: “${details.reason}”` },
  'site.host-setting-changed': {
    sign: 'settings',
    tone: 'wait',
    say: ({ details: { setting, before, after } }) => {
      const name = HOST_SETTINGS[setting] ?? pinVariable(`${setting}`);
      if (before === '') return `The host set ${name} to “${after}”`;
      return after === '' ? `The host took away ${name} “${before}”` : `The host changed ${name} from “${before}” to “${after}”`;
    },
  },
  'site.personal-data-seen': {
    sign: 'eye',
    say: ({ who, whose, details }) => `${who} looked at ${LOOKED[details.what] ?? `${whose} account and addresses`}`,
  },
  'site.swept': {
    sign: 'bin',
    say: ({ details }) =>
      `Expired: ${countText(details.links, 'link')}, ${countText(details.registrations, 'registration')}, ${countText(details.sessions, 'session')}`,
  },
  'site.backup-made': {
    sign: 'archive',
    say: ({ who, details }) => `${who} made a backup with ${countText(details.entries, 'entry', 'entries')}`,
  },
  'site.log-begun': {
    sign: 'archive',
    say: ({ details }) => `A new log began after entry ${details.beforeSize} of the one before, which had at least ${details.knownSize}`,
  },
  'site.restored': {
    sign: 'archive',
    tone: 'wait',
    say: ({ who, details }) => `${who} restored the site from a backup with ${countText(details.entries, 'entry', 'entries')}`,
  },
};

const LOOKED: Readonly<Record<string, string>> = { events: 'the events of this site', factors: 'who has which second factor' };

const HOST_SETTINGS: Readonly<Record<string, string>> = {
  url: 'the public URL',
  trustedProxies: 'the trusted proxies',
  mailServer: 'the mail server',
};

/** `pinned.twoFactor` as operators write it: `KEYHOUSE_TWO_FACTOR`. */
function pinVariable(setting: string): string {
  const policy = setting.replace(/^pinned\./, '');
  return `KEYHOUSE_${policy.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: “${reason}”`;
}

function accountName(names: Names, id: string): string {
  return names.accounts.get(id as AccountId) ?? 'an account';
}
