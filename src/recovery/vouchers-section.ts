import type { FindAccountSection } from '../accounts/doors.ts';
import { findTime } from '../audit/note-time.ts';
import { html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { part } from '../layout/part.ts';
import { paths } from '../paths.ts';
import { findRule, listVouchers, listWards } from './store.ts';
import { countsNow, isOwnVoucher, neededNow } from './voucher.ts';

/** How far the account is prepared for the day when everything is lost. */
export const vouchersSection: FindAccountSection = async ({ caller }, reading) => {
  const { lived } = await findTime(reading);
  const named = (await listVouchers(reading.read, caller.accountId)).filter((row) => isOwnVoucher(reading.keys, row));
  const asks = (await listWards(reading.read, caller.accountId)).filter((row) => row.accepted_at === null);
  const counting = named.filter((row) => countsNow(row, lived)).length;
  const needed = neededNow(await findRule(reading.read, caller.accountId), lived);
  const says =
    named.length === 0 ? 'You have named nobody yet.' : `You have named ${named.length}; ${counting} count now, and it takes ${needed}.`;
  const asked = asks.length === 0 ? '' : ` Waiting for your answer: ${asks.map(({ username }) => username).join(', ')}.`;
  const content = part({
    id: 'vouchers',
    heading: 'People who vouch for you',
    lead: 'For the day when passkeys, apps and recovery codes are all lost.',
    action: linkButton({ label: 'Name people', href: paths.vouchers(), kind: 'plain', isSmall: true, sign: 'people' }),
    content: html`<p>${says}${asked}</p>`,
  });
  return { anchor: 'vouchers', title: 'People who vouch', count: named.length, content };
};
