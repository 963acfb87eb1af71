import { listTransitions } from '../../src/audit/states/states.ts';
import { renderTable } from './sections.ts';

/** For `docs/authentication.md`: every way from one state to another. */
export function renderStates(): string {
  const rows = listTransitions().map(({ row, from, event, guard, to }) => [row, states(from), event, guard, states(to)]);
  return renderTable(['row', 'from', 'what happens', 'if', 'to'], rows);
}

function states(names: readonly string[]): string {
  const strengths = names.flatMap((name) => /^Full\((.)\)$/.exec(name)?.[1] ?? []);
  const others = names.filter((name) => !/^Full\(.\)$/.test(name));
  return [...others, ...(strengths.length > 0 ? [`Full(${strengths.join(', ')})`] : [])].join(', ');
}
