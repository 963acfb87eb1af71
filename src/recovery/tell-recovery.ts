import { findWait } from '../accounts/find-policies.ts';
import { letter, visitFacts } from '../accounts/letters.ts';
import { insertLink } from '../accounts/links.ts';
import { notifyAccount } from '../accounts/notify-account.ts';
import { findTime } from '../audit/note-time.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { listOperators, listVouchers } from './store.ts';
import { countsNow, isOwnVoucher } from './voucher.ts';

/** A recovery as its notices name it. */
interface About {
  readonly account: Pick<AccountsTable, 'id' | 'username'>;
  readonly visit?: Visit;
}

/** Tells the owner on every address; the link only makes it wait longer, once (C4). The act's event accounts for `links`. */
export async function tellOwner(
  world: World,
  tx: Write,
  now: Millis,
  { account, visit, kind, says }: About & { readonly kind: string; readonly says: string },
): Promise<void> {
  if (world.mailMode === 'off') return;
  const wait = waitText(await findWait({ ...world, read: tx }));
  const link = await insertLink(world, tx, now, { kind: 'objection', accountId: account.id });
  const mail = letter(world.settings, `Somebody asks for your account ${account.username}`, {
    paragraphs: [says],
    facts: visitFacts(visit, now),
    after: [
      { title: 'Was it you?', text: 'Then go on in the browser in which you asked. Nothing here is needed for it.' },
      {
        title: 'Was it not you?',
        text: `Open the page behind the link. Any passkey or app of yours that is older than this stops it for good; without one you can make it wait ${wait} more, once.`,
      },
    ],
    button: {
      label: 'This was not me',
      url: `${world.settings.url}${paths.objection()}?token=${link.reveal()}`,
      until: 'The link works once, and until the next notice of this kind.',
    },
    why: `You get this mail because your address is confirmed for the account ${account.username} of ${world.settings.siteName}.`,
  });
  await notifyAccount(world, tx, account.id, { kind, mail });
}

/** Tells owner, vouchers, and operators where too few could vouch. The voice code is in none of them (C3). */
export async function tellAsked(
  world: World,
  tx: Write,
  now: Millis,
  { account, row, visit }: About & { readonly row: RecoveriesTable },
): Promise<void> {
  const { lived } = await findTime({ read: tx });
  const wait = await findWait({ ...world, read: tx });
  const says = `Somebody who says to have lost every passkey, app and code asks for your account ${account.username}. If enough people vouch, and nobody objects, it is handed over after ${waitText(wait)}.`;
  await tellOwner(world, tx, now, { account, ...(visit && { visit }), kind: 'recovery-asked', says });
  const counting = (await listVouchers(tx, account.id)).filter((voucher) => isOwnVoucher(world.keys, voucher) && countsNow(voucher, lived));
  const url = `${world.settings.url}${paths.vouch(row.id)}`;
  const asks = `Somebody asks for the account ${account.username} and says to have lost everything. Talk to ${account.username} yourself, by a way that you know from before, and vouch only if you know the voice. You will be asked for a code that ${account.username} reads out to you. Sign in and open ${url}`;
  const mail = letter(world.settings, `${account.username} asks you to vouch`, {
    paragraphs: [asks],
    why: `You get this mail because you may vouch for ${account.username} at ${world.settings.siteName}.`,
  });
  const isEnough = row.needed > 0 && counting.length >= row.needed;
  const operators = isEnough ? [] : (await listOperators(tx, now - wait)).filter((id) => id !== account.id);
  const vouchers = row.needed === 0 ? [] : counting.map(({ voucher_id }) => voucher_id);
  for (const id of new Set([...vouchers, ...operators])) await notifyAccount(world, tx, id, { kind: 'recovery-vouch', mail });
}
