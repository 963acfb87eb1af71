import { type Html, html } from '../base/html.ts';
import { countText } from '../base/number-text.ts';
import { table } from '../layout/table.ts';
import { type RuleSet, UPLOAD_RULES } from '../python/upload-rules.ts';

const WORDS: Readonly<Record<RuleSet, string>> = {
  private:
    'This index holds uploads to private rules, right for the packages of a company: it takes local versions, linux_* tags, requirements by URL, any classifiers and names of the standard library, and no release closes.',
  public: 'This index holds uploads to public rules, as strict as PyPI and stricter about what a file says of itself.',
};

/** The rules that this index holds uploads to, by the names that refusals say. */
export function uploadRules({ rules, releaseOpenDays }: { rules: RuleSet; releaseOpenDays: number }): Html {
  const held = UPLOAD_RULES.filter(({ holds }) => holds === 'both' || rules === 'public');
  const closing = rules === 'public' && ` A release takes new files for ${countText(releaseOpenDays, 'day')}.`;
  const list = table({
    caption: 'Rules by name',
    isCaptionUnseen: true,
    columns: [{ label: 'Rule' }, { label: 'Refused is', kind: 'full' }, { label: 'From' }],
    rows: held.map(({ name, refuses, standard = '' }) => ({ cells: [html`<code class="bare">${name}</code>`, refuses, standard] })),
  });
  return html`<div class="prose"><p>${WORDS[rules]}${closing} A refusal ends with the name of its rule.</p></div>${list}`;
}
