import { type Html, html } from '../base/html.ts';
import { icon } from '../layout/icons.ts';
import { part } from '../layout/part.ts';
import { shareChart } from '../layout/share-chart.ts';
import { table } from '../layout/table.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { AdoptionDaysTable } from '../schema/accounts.ts';
import { adminHead } from './pages.ts';

const BANDS = [
  { strength: 'strong', name: 'Passkey or security key' },
  { strength: 'middle', name: 'Authenticator app alone' },
  { strength: 'weak', name: 'No second factor' },
] as const;

/** Which second factors accounts have, day by day: a drawing, and the same numbers as a table. `days` oldest first, today's last. */
export function adoptionPage(days: readonly AdoptionDaysTable[]): Html {
  const points = days.map((day) => ({ label: dayText(Date.parse(day.day)), counts: [day.passkeys, day.apps, day.bare] }));
  const chart = shareChart({ label: inWords(days), bands: BANDS, points });
  const numbers = table({
    caption: 'Accounts by strongest second factor, newest day first',
    isCaptionUnseen: true,
    columns: [
      { label: 'Day' },
      { label: 'Passkey or key', kind: 'right' },
      { label: 'App alone', kind: 'right' },
      { label: 'None', kind: 'right' },
    ],
    rows: days.toReversed().map((day) => ({ cells: [dayText(Date.parse(day.day)), ...[day.passkeys, day.apps, day.bare].map(String)] })),
  });
  const content = html`${chart}<details class="fold above-5"><summary>The same in numbers ${icon('down')}</summary>${numbers}</details>`;
  return html`${adminHead(paths.adminAdoption())}${part({
    ...{ id: 'adoption', heading: 'Second factors over time' },
    lead: html`Each account counts once, by the strongest factor it has; frozen ones are left out. What you ask of people stands under <a href="${paths.adminPolicies()}">policies</a>.`,
    content,
  })}`;
}

function inWords(days: readonly AdoptionDaysTable[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return 'No numbers yet.';
  const span =
    first.day === last.day ? dayText(Date.parse(last.day)) : `${dayText(Date.parse(first.day))} to ${dayText(Date.parse(last.day))}`;
  const from = (day: AdoptionDaysTable): string =>
    `${percent(day.passkeys, day)} with a passkey, ${percent(day.apps, day)} with an app alone`;
  return `Share of accounts by strongest second factor, ${span}. At first ${from(first)}; now ${from(last)}.`;
}

function percent(count: number, { bare, apps, passkeys }: AdoptionDaysTable): string {
  return `${Math.round((count / Math.max(1, bare + apps + passkeys)) * 100)} percent`;
}
