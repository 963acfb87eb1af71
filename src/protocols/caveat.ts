import type { AccountId, ProjectId } from '../base/brands.ts';
import { fromUtf8, utf8 } from '../base/bytes.ts';

/** What a token can be made for. */
export const TOKEN_ACTIONS = ['upload'] as const;
export type TokenAction = (typeof TOKEN_ACTIONS)[number];

/** So many projects still leave room for further caveats in one token. */
export const MAX_CAVEAT_PROJECTS = 100;

/** One condition on a token, signed into it. All conditions of a token must hold. */
export type Caveat =
  | { readonly kind: 'expiration'; readonly expiresAtSeconds: number; readonly notBeforeSeconds: number }
  | { readonly kind: 'projects'; readonly projectIds: readonly ProjectId[] }
  | { readonly kind: 'account'; readonly accountId: AccountId }
  | { readonly kind: 'actions'; readonly actions: readonly TokenAction[] };

/** What a request is about. What it does not have, or nobody checked, is undefined, and denies where a caveat asks for it. */
export interface CaveatContext {
  readonly nowSeconds: number | undefined;
  readonly projectId: ProjectId | undefined;
  readonly accountId: AccountId | undefined;
  readonly action: TokenAction | undefined;
}

/** The answer about a token's caveats; the reason is one sentence that is safe to show. */
export type CaveatDecision = { readonly isAllowed: true } | { readonly isAllowed: false; readonly reason: string };

const TAGS = { expiration: 0, projects: 1, account: 2, actions: 3 } as const;

const ID = /^[0-9a-f]{32}$/;

/** The signed form: a compact JSON array that begins with the caveat's fixed tag. */
export function renderCaveat(caveat: Caveat): Uint8Array {
  return utf8(JSON.stringify([TAGS[caveat.kind], ...fieldsOf(caveat)]));
}

/** Reads a caveat; undefined for an unknown tag, a missing or further field, a wrong type, and JSON in any other spelling. */
export function parseCaveat(bytes: Uint8Array): Caveat | undefined {
  const text = fromUtf8(bytes);
  const items = text === undefined ? undefined : parseArray(text);
  if (items === undefined) return undefined;

  const [tag, first, second] = items;
  if (tag === TAGS.expiration && items.length === 3) return parseExpiration(first, second);
  if (items.length !== 2) return undefined;
  if (tag === TAGS.projects && isListOf(first, isId)) return { kind: 'projects', projectIds: first as ProjectId[] };
  if (tag === TAGS.account && isId(first)) return { kind: 'account', accountId: first as AccountId };
  if (tag === TAGS.actions && isListOf(first, isAction)) return { kind: 'actions', actions: first };
  return undefined;
}

/**
 * Whether caveats, as they stand in a verified token, all hold for a request. A token can do nothing unless its first caveat
 * names actions; minting puts it there. A list of actions further back only narrows, so that nobody can add one to a
 * token without any. Caveats that can not be read deny.
 */
export function allows(caveats: readonly Uint8Array[], context: CaveatContext): CaveatDecision {
  const parsed = caveats.map(parseCaveat);
  if (parsed[0]?.kind !== 'actions') return deny('The token does not begin with what it may do. Make a new one.');

  for (const caveat of parsed) {
    const reason =
      caveat === undefined ? 'The token has a restriction that this site does not know. Make a new one.' : findObjection(caveat, context);
    if (reason !== undefined) return deny(reason);
  }
  return { isAllowed: true };
}

function deny(reason: string): CaveatDecision {
  return { isAllowed: false, reason };
}

function findObjection(caveat: Caveat, context: CaveatContext): string | undefined {
  switch (caveat.kind) {
    case 'expiration':
      return findTimeObjection(caveat.expiresAtSeconds, caveat.notBeforeSeconds, context.nowSeconds);
    case 'projects':
      if (context.projectId === undefined) return 'The token is for certain projects only. Use one without that restriction here.';
      return caveat.projectIds.includes(context.projectId) ? undefined : 'The token is not for this project. Use one that is.';
    case 'account':
      return caveat.accountId === context.accountId ? undefined : 'The token is for another account. Use one of your own.';
    case 'actions':
      if (context.action !== undefined && caveat.actions.includes(context.action)) return undefined;
      return 'The token does not allow this action. Use one that does.';
  }
}

function findTimeObjection(expiresAtSeconds: number, notBeforeSeconds: number, nowSeconds: number | undefined): string | undefined {
  if (nowSeconds === undefined) return 'The token is for a certain time only. Use one without that restriction here.';
  if (nowSeconds < notBeforeSeconds) return 'The token is not valid yet. Wait, or use another one.';
  return nowSeconds < expiresAtSeconds ? undefined : 'The token has expired. Make a new one.';
}

function fieldsOf(caveat: Caveat): readonly unknown[] {
  switch (caveat.kind) {
    case 'expiration':
      return [caveat.expiresAtSeconds, caveat.notBeforeSeconds];
    case 'projects':
      return [caveat.projectIds];
    case 'account':
      return [caveat.accountId];
    case 'actions':
      return [caveat.actions];
  }
}

/** The items of a JSON array in its one compact spelling: no blanks, no escapes that are not needed, no 1e3 or -0. */
function parseArray(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseExpiration(expiresAtSeconds: unknown, notBeforeSeconds: unknown): Caveat | undefined {
  if (!isSeconds(expiresAtSeconds) || !isSeconds(notBeforeSeconds)) return undefined;
  return { kind: 'expiration', expiresAtSeconds, notBeforeSeconds };
}

function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function isAction(value: unknown): value is TokenAction {
  return TOKEN_ACTIONS.some((action) => action === value);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_CAVEAT_PROJECTS) return false;
  return value.every(isItem) && new Set(value).size === value.length;
}
