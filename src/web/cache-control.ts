import type { CacheRule } from './answer.ts';

/** `cookie`: holds one of our cookies or is given one; `tool`: showed an `Authorization` header; else `nobody` in particular. */
export type Audience = 'cookie' | 'tool' | 'nobody';

const LIFETIMES: Readonly<Record<Exclude<CacheRule, 'private'>, string>> = {
  page: 'no-cache',
  index: 'max-age=600',
  immutable: 'max-age=31536000, immutable',
};

/** The `Cache-Control` of an answer. Whoever holds a cookie gets nothing that is stored; a tool's answers stay in its own cache. */
export function cacheControl(rule: CacheRule, audience: Audience): string {
  if (rule === 'private' || audience === 'cookie') return 'no-store';
  return `${audience === 'tool' ? 'private' : 'public'}, ${LIFETIMES[rule]}`;
}
