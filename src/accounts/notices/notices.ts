import { ACCOUNT_NOTICES, type AccountNotices } from './account-notices.ts';
import { CLOSING_NOTICES, type ClosingNotices } from './closing-notices.ts';
import type { NoticeRules } from './declare.ts';
import { FACTOR_NOTICES, type FactorNotices } from './factor-notices.ts';
import { FREEZE_NOTICES, type FreezeNotices } from './freeze-notices.ts';
import { RECOVERY_NOTICES, type RecoveryNotices } from './recovery-notices.ts';
import { SITE_NOTICES, type SiteNotices } from './site-notices.ts';
import { TOKEN_NOTICES, type TokenNotices } from './token-notices.ts';

/** Every kind of mail with what its row wants to know. */
export interface NoticeFacts
  extends AccountNotices,
    FreezeNotices,
    ClosingNotices,
    FactorNotices,
    TokenNotices,
    RecoveryNotices,
    SiteNotices {}

export type NoticeKind = keyof NoticeFacts;

/** A kind with its facts, as use cases give it. */
export type Notice = { [Kind in NoticeKind]: { readonly kind: Kind } & Readonly<NoticeFacts[Kind]> }[NoticeKind];

/**
 * Every kind of mail that goes out: when, to whom, behind which button, in which words. Mails are written from it, the help page and
 * docs/authentication.md list it.
 */
export const NOTICES: NoticeRules<NoticeFacts> = {
  ...ACCOUNT_NOTICES,
  ...FREEZE_NOTICES,
  ...CLOSING_NOTICES,
  ...FACTOR_NOTICES,
  ...TOKEN_NOTICES,
  ...RECOVERY_NOTICES,
  ...SITE_NOTICES,
};
