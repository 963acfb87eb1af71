import { type Html, html } from '../base/html.ts';

/** One group of the rack: what hangs there, how many, what it is called, one remark. */
export type RackGroup = {
  readonly href: string;
  readonly keys: readonly Html[];
  readonly count: number;
  readonly name: string;
  readonly note: string;
  readonly isProved?: boolean;
};

/** Everything that opens an account, hung up. The drawings are decoration; the counts stand below in words. */
export function rack(label: string, groups: readonly RackGroup[]): Html {
  const items = groups.map(
    (group) =>
      html`<li><a href="${group.href}"><span class="rack__keys${group.isProved && ' rack__keys--proved'}" aria-hidden="true">${group.keys}</span><span class="rack__count num">${group.count}</span><span class="rack__name">${group.name}</span><span class="rack__note">${group.note}</span></a></li>`,
  );
  return html`<ul class="rack" aria-label="${label}">${items}</ul>`;
}
