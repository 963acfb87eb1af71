import type { Html } from '../base/html.ts';
import { radioPicks } from '../layout/picks.ts';

/** The set-up's question for whom the index is: it decides the upload rules. */
export function rulesPicks(typed: string): Html {
  return radioPicks({
    name: 'upload_rules',
    legend: 'Whose packages are these?',
    picks: [
      { value: 'private', label: 'Those of a company or team', isChecked: typed !== 'public', hint: 'Private upload rules.' },
      { value: 'public', label: 'Everybody’s', isChecked: typed === 'public', hint: 'Public upload rules, as strict as PyPI.' },
    ],
  });
}
