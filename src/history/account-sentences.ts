import type { AccountEvents } from '../audit/events/account-events.ts';
import { dayText } from '../layout/times.ts';
import { quoted, type Tellers } from './tell.ts';

/** What happened to an account, its addresses and its password. */
export const ACCOUNT_SENTENCES: Tellers<AccountEvents> = {
  'account.registration-started': {
    sign: 'person',
    say: ({ who, personal }) => `${who} asked for the account ${quoted(personal.username, 'whose name is erased')}`,
  },
  'account.factor-asked': {
    sign: 'mail',
    say: ({ whose, details }) => {
      const asked = details.what === 'passkey' ? 'a passkey' : 'a second factor';
      if (details.from === undefined)
        return `A mail reminded the owner of ${whose} account to set up ${asked}`.replace('the owner of your account', 'you');
      return `A mail said that ${whose} account needs ${asked} from ${dayText(details.from)} on`;
    },
  },
  'account.registration-dropped': {
    sign: 'bin',
    say: ({ details }) =>
      details.why === 'expired'
        ? 'A registration was dropped, because nobody confirmed it'
        : 'A registration was dropped: “this was not me”',
  },
  'account.created': {
    sign: 'person',
    say: ({ whose, personal, details }) =>
      details.registration === undefined
        ? `${capital(whose)} account was opened`
        : `${capital(whose)} account was opened, and its address ${quoted(personal.address, 'that is erased')} confirmed`,
  },
  'account.name-changed': {
    sign: 'person',
    say: ({ who, whose, personal }) =>
      personal.after === ''
        ? `${who} took away ${whose} name`
        : `${who} changed ${whose} name to ${quoted(personal.after, 'one that is erased')}`,
  },
  'account.password-changed': {
    sign: 'password',
    tone: 'wait',
    say: ({ who, whose, details }) =>
      details.how === 'reset' ? `${who} set a new password with a reset link` : `${who} changed ${whose} password; other sessions ended`,
  },
  'account.password-disabled': {
    sign: 'password',
    tone: 'stop',
    say: ({ whose, details }) => `After ${details.failures} wrong passwords ${whose} password opens nothing until it is set anew`,
  },
  'account.reset-asked': {
    sign: 'mail',
    tone: 'wait',
    say: ({ details }) => {
      if (details.link === 'held') return 'Links were asked for more than five times in a day: we said so by mail, and sent no more';
      if (details.for === 'unfreeze') return 'A link to lift the freeze was asked for';
      if (details.link === 'none')
        return 'A link to reset the password was asked for and not sent: no mail alone resets an operator’s account';
      return details.link === 'sent' ? 'A link to reset the password was asked for' : 'An operator made a link to reset the password';
    },
  },
  'account.email-added': {
    sign: 'mail',
    say: ({ who, personal }) => `${who} added the address ${quoted(personal.address, 'that is erased')}`,
  },
  'account.email-link-sent': {
    sign: 'mail',
    say: ({ personal }) => `A link to confirm ${quoted(personal.address, 'an erased address')} was sent`,
  },
  'account.email-verified': {
    sign: 'mail',
    tone: 'good',
    say: ({ who, personal, details }) =>
      details.how === 'operator'
        ? `${who === 'Somebody' ? 'An operator' : who} vouched for the address ${quoted(personal.address, 'that is erased')}${because(details.reason ?? '')}`
        : `${who} confirmed the address ${quoted(personal.address, 'that is erased')}`,
  },
  'account.email-made-primary': {
    sign: 'mail',
    tone: 'wait',
    say: ({ who, personal }) => `${who} made ${quoted(personal.address, 'an erased address')} the primary address`,
  },
  'account.email-removed': {
    sign: 'mail',
    say: ({ who, personal, details }) =>
      details.why === 'unconfirmed'
        ? `The address ${quoted(personal.address, 'that is erased')} was dropped, because nobody confirmed it`
        : `${who} removed the address ${quoted(personal.address, 'that is erased')}`,
  },
  'account.addresses-disputed': {
    sign: 'mail',
    tone: 'stop',
    say: ({ whose }) => `An old address undid the change of ${whose} mail addresses`,
  },
  'account.addresses-restored': {
    sign: 'mail',
    tone: 'good',
    say: ({ who, whose }) => `${who} put ${whose} old mail addresses back; what was added since is gone`,
  },
  'account.addresses-settled': {
    sign: 'mail',
    say: ({ whose }) => `Nobody undid the change of ${whose} mail addresses: it stands`,
  },
  'account.frozen': {
    sign: 'freeze',
    tone: 'stop',
    // An owner's reason is one of ours: what was pressed. An operator writes one.
    say: ({ who, whose, details }) =>
      `${who} froze ${whose} account${details.by === 'owner' ? ` with ${details.reason}` : because(details.reason)}`,
  },
  'account.restored': {
    sign: 'archive',
    tone: 'wait',
    say: ({ whose }) => `The site was restored from a backup: sessions ended, and ${whose} tokens and recovery codes rest`,
  },
  'account.email-doubted': {
    sign: 'mail',
    tone: 'stop',
    say: ({ personal }) =>
      `The domain of ${quoted(personal.address, 'an erased address')} is gone since a week: links that open something do not go there any more`,
  },
  'account.closing-asked': {
    sign: 'bin',
    tone: 'stop',
    say: ({ who, whose }) => `${who} closed ${whose} account: in 14 days it is erased, unless somebody signs in`,
  },
  'account.kept': {
    sign: 'person',
    tone: 'good',
    say: ({ who, whose, details }) =>
      `${who} kept ${whose} account ${details.by === 'sign-in' ? 'by signing in' : 'by a mailed link'}: it is not closed`,
  },
  'account.erasure-held': {
    sign: 'archive',
    tone: 'wait',
    say: ({ who, whose, details }) =>
      details.until === undefined
        ? `${who} wants the erasure of ${whose} account to wait${because(details.reason)}`
        : `A second operator agreed: the erasure of ${whose} account waits, for 90 days at most${because(details.reason)}`,
  },
  'account.closed': {
    sign: 'bin',
    say: ({ whose }) => `Nobody kept ${whose} account: it is closed, and what was personal is erased`,
  },
  'account.unfreeze-asked': {
    sign: 'freeze',
    tone: 'wait',
    say: ({ who, whose }) => `${who} asked to have the freeze of ${whose} account lifted, with password, second factor and mailbox`,
  },
  'account.unfreeze-told': {
    sign: 'mail',
    say: ({ whose }) => `Every address of ${whose} account was told that its freeze is to be lifted; 24 hours began`,
  },
  'account.unfreeze-refused': {
    sign: 'freeze',
    tone: 'stop',
    say: ({ whose }) => `An address of ${whose} account said no: it stays frozen`,
  },
  'account.unfrozen': {
    sign: 'freeze',
    tone: 'wait',
    say: ({ who, whose, details }) => {
      if (details.how === 'wait') return `Nobody said no for 24 hours: the freeze of ${whose} account was lifted`;
      const how = details.how === 'passkey' ? ' with a passkey and a new password' : because(details.reason);
      return `${who} lifted the freeze of ${whose} account${how}`;
    },
  },
};

function because(reason: string): string {
  return reason === '' ? '' : `: “${reason}”`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
