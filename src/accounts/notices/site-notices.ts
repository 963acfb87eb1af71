import { dayText, spanText } from '../../layout/times.ts';
import { paths } from '../../paths.ts';
import type { NoticeRules } from './declare.ts';

const WANTED = { factor: 'a second factor', passkey: 'a passkey or security key', owner: 'a second factor' } as const;

/** What each of them wants to know. */
export interface SiteNotices {
  /** `from`: when it is asked for; undefined for an owner without a factor, of whom nothing is asked yet. */
  'factor-asked': { what: 'factor' | 'passkey' | 'owner'; from: number | undefined };
  'policy-asked': { by: string; policy: string; before: string; value: string; waits: number; reason: string };
}

/** Policies, and who runs the site. */
export const SITE_NOTICES: NoticeRules<SiteNotices> = {
  'factor-asked': {
    when: 'a policy will ask more of you, or you own a project and have no second factor; once',
    of: ['account.factor-asked'],
    to: 'owner',
    button: 'set-up',
    subject: ({ what, from }) =>
      from === undefined ? 'Your projects rest on a password alone' : `From ${dayText(from)} your account needs ${WANTED[what]}`,
    says: ({ what, from }, { username, siteName }) =>
      from === undefined
        ? `The account ${username} owns a project and has no second factor. Without one it publishes nothing, and whoever finds out its password sees what you see. The other owners are shown how many of you have one.`
        : `From ${dayText(from)} on ${siteName} asks the account ${username} for ${WANTED[what]}. Until you have one you will then reach nothing but its set-up, and your tokens will publish nothing.`,
    after: () => [{ title: 'What to do', text: 'It takes a minute: a passkey is one touch. Sign in, and open the page.' }],
    why: (_, { username, siteName }) =>
      `You get this mail, once, because your address is confirmed for the account ${username} of ${siteName}.`,
  },
  'policy-asked': {
    when: 'an operator asks to loosen a policy',
    of: ['site.policy-asked'],
    to: 'operators',
    button: 'none',
    subject: () => 'A policy is to be loosened',
    says: ({ by, policy, before, value, waits }) =>
      `The operator ${by} asks to change the policy “${policy}” from ${before} to ${value}. It takes effect in ${spanText(waits)}.`,
    lines: ({ reason }) => [['Reason', reason]],
    after: (_, { url }) => [
      { title: 'Is that not right?', text: `Open ${url}${paths.adminPolicies()} and withdraw it. Each operator can.` },
    ],
    why: (_, { siteName }) => `You get this mail because you are an operator of ${siteName}.`,
  },
};
