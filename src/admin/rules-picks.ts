import type { Html } from '../base/html.ts';
import { radioPicks } from '../layout/picks.ts';

/** The set-up's question for whom the index is: it decides the upload rules. */
export function rulesPicks(typed: string): Html {
  return radioPicks({
    name: 'upload_rules',
    legend: 'Whose packages are these?',
    picks: [
      {
        value: 'private',
        label: 'Those of a company or team',
        isChecked: typed !== 'public',
        hint: 'May use local versions (1.0+acme), classifiers of your own, and dependencies by URL.',
      },
      { value: 'public', label: 'Everybody’s', isChecked: typed === 'public', hint: 'As strict as PyPI. Operators can change this later.' },
    ],
  });
}
