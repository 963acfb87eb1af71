import type { NoticeRules } from './declare.ts';

/** What each of them wants to know. */
export interface TokenNotices {
  'token-made': { description: string; allows: string };
  'token-deleted': { description: string; by: 'owner' | 'operator'; reason?: string | undefined };
  'token-resumed': { description: string };
  'tokens-reviewed': { descriptions: readonly string[]; verdict: 'resumed' | 'deleted' };
}

/** API tokens. */
export const TOKEN_NOTICES: NoticeRules<TokenNotices> = {
  'token-made': {
    when: 'a token is made',
    of: ['token.made'],
    to: 'owner',
    button: 'not-me',
    says: ({ description }) => `The token “${description}” was made for your account. It can be used from now on, and asks for no code.`,
    lines: ({ allows }) => [['Allows', allows]],
  },
  'token-deleted': {
    when: 'a token is deleted',
    of: ['token.deleted'],
    to: 'owner',
    button: 'not-me',
    says: ({ description, by }) =>
      `${by === 'operator' ? `An operator deleted the token “${description}”.` : `The token “${description}” was deleted.`} It opens nothing any more.`,
    lines: ({ reason }) => (reason === undefined ? [] : [['Reason', reason]]),
  },
  'token-resumed': {
    when: 'a suspended token works again',
    of: ['token.resumed'],
    to: 'owner',
    button: 'not-me',
    says: ({ description }) =>
      `The suspended token “${description}” works again: somebody signed in to your account said that it is yours.`,
  },
  'tokens-reviewed': {
    when: 'several suspended tokens work again, or are deleted, at once',
    of: ['token.resumed', 'token.deleted'],
    to: 'owner',
    button: 'not-me',
    says: ({ descriptions, verdict }) =>
      verdict === 'resumed'
        ? `${descriptions.length} suspended tokens work again: somebody signed in to your account said that they are yours.`
        : `${descriptions.length} suspended tokens were deleted. They open nothing any more.`,
    lines: ({ descriptions }) => [['Tokens', descriptions.map((description) => `“${description}”`).join(', ')]],
  },
};
