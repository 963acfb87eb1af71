import { type ProjectId, SECOND } from '../base/brands.ts';
import { dayText } from '../layout/times.ts';
import type { Caveat, TokenAction } from '../protocols/caveat.ts';

const DEEDS: Readonly<Record<TokenAction, string>> = { upload: 'upload files' };

/**
 * One sentence made from a token's caveats: what it may do, with which projects, until when. `names` gives the projects' names; one
 * that is not in it is called deleted.
 */
export function describeToken(caveats: readonly Caveat[], names: ReadonlyMap<ProjectId, string>): string {
  const deed = describeDeed(caveats);
  if (deed === undefined) return 'May do nothing.';
  return `May ${[deed, describeProjects(caveats, names), ...describeTimes(caveats)].join(' ')}.`;
}

/** What all lists of actions have in common; a token without any may do nothing. */
function describeDeed(caveats: readonly Caveat[]): string | undefined {
  const lists = caveats.filter((caveat) => caveat.kind === 'actions').map((caveat) => caveat.actions);
  const actions = lists[0]?.filter((action) => lists.every((list) => list.includes(action))) ?? [];
  return actions.length === 0 ? undefined : joinWords(actions.map((action) => DEEDS[action]));
}

function describeProjects(caveats: readonly Caveat[], names: ReadonlyMap<ProjectId, string>): string {
  const lists = caveats.filter((caveat) => caveat.kind === 'projects').map((caveat) => caveat.projectIds);
  if (lists.length === 0) return 'of all your projects, also later ones';
  const ids = lists[0]?.filter((id) => lists.every((list) => list.includes(id))) ?? [];
  return ids.length === 0 ? 'of no project' : `of ${joinWords(ids.map((id) => names.get(id) ?? 'a deleted project'))}`;
}

function describeTimes(caveats: readonly Caveat[]): readonly string[] {
  const spans = caveats.filter((caveat) => caveat.kind === 'expiration');
  if (spans.length === 0) return [];
  const until = Math.min(...spans.map((span) => span.expiresAtSeconds));
  const since = Math.max(...spans.map((span) => span.notBeforeSeconds));
  return [...(since > 0 ? [`from ${dayText(since * SECOND)}`] : []), `until ${dayText(until * SECOND)}`];
}

function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
