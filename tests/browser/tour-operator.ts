import { decodeBase32 } from '../../src/protocols/base32.ts';
import type { Tour } from './tour.ts';
import { nextCode, PASSWORD } from './tour-newcomer.ts';

/** Makes the first operator by the set-up link. */
export async function setUpSite(tour: Tour, name: string): Promise<Uint8Array> {
  const fields = { username: 'maud', name: 'Maud', email: 'maud@example.org', password: PASSWORD };
  await tour.open(tour.site.setupLink);
  await tour.look(`${name}setup`, { heading: 'Create an account', says: 'You are the first operator' });
  await tour.send('Create the operator', { ...fields, password_confirm: 'another' });
  await tour.look(`${name}setup-errors`, { heading: 'Create an account', marks: ['password_confirm'] });
  await tour.send('Create the operator', { ...fields, password_confirm: PASSWORD });

  await tour.open('/manage/account/totp-provision');
  const secret = decodeBase32((await tour.page.locator('#secret').innerText()).replace(/\s/g, '')) ?? new Uint8Array();
  await tour.send('Continue', { name: 'Phone', totp_value: nextCode(tour, secret) });
  const [code = ''] = await tour.page.locator('.sheet-codes li').allInnerTexts();
  await tour.send('I have kept them', { recovery_code_value: code });
  return secret;
}

/** Invites somebody, past a mistake; gives the link that is to be handed over. */
export async function invite(tour: Tour, email: string): Promise<string> {
  const heading = 'Invite somebody';
  await tour.open('/admin/invite/');
  await tour.look('invite', { heading });
  await tour.send('Invite', { email, reason: '' });
  await tour.look('invite-errors', { heading, marks: ['reason'] });
  await tour.send('Invite', { email, reason: 'looks after the tide tables' });
  await tour.look('invite-made', { heading, says: 'The invitation is made' });
  const link = new URL(await tour.page.locator('.code--token code').innerText());
  return `${link.pathname}${link.search}`;
}

/** What an invited person sees. */
export async function acceptInvitation(tour: Tour, link: string): Promise<void> {
  await tour.open(link);
  await tour.look('invitation', { heading: 'Create an account', says: 'An operator invites you' });
  const fields = { username: 'bo', name: '', email: 'bo@example.org', password: PASSWORD };
  await tour.send('Create the account', { ...fields, password_confirm: 'another' });
  await tour.look('invitation-errors', { heading: 'Create an account', marks: ['password_confirm'] });
  await tour.open('/account/invitation/?token=0000000000000000000000000000000000000000000');
  await tour.look('invitation-over', { heading: 'This invitation is over', status: 410 });
  await tour.open(tour.site.setupLink);
  await tour.look('setup-over', { heading: 'Nothing to set up', status: 410 });
}

/** The operators' pages of a site where something has happened. */
export async function operate(tour: Tour): Promise<void> {
  await tour.open('/admin/');
  await tour.look('admin', { heading: 'Operators', says: 'Recent events' });
  await tour.send('Show them');
  await tour.look('admin-events', { heading: 'Operators', says: 'that you looked is recorded' });
  await tour.open('/admin/policies/');
  await tour.look('admin-policies', { heading: 'Operators', says: 'Set by the host' });
  await tour.open('/admin/users/ines/');
  await tour.look('admin-user', { heading: 'ines', says: 'tidewater release' });
  await tour.send('Freeze ines');
  await tour.look('admin-user-errors', { heading: 'ines', says: 'Give a reason', marks: ['reason'] });
  await tour.send('Make a reset link', { reason: 'she asked by telephone, and I know her voice' });
  await tour.look('admin-user-link', { heading: 'ines', says: 'Hand this link over' });
  await tour.open('/admin/users/ines/');
  await tour.send('Show the addresses');
  await tour.look('admin-user-addresses', { heading: 'ines', says: 'ines@northquay.example.org' });
}

/** Begins a recovery for somebody, who opens the link in a browser of her own; looks at the list, and stops it. */
export async function recoverFor(tour: Tour, claimant: Tour): Promise<void> {
  const page = { heading: 'Operators' };
  await tour.open('/admin/recoveries/');
  await tour.look('admin-recoveries-none', { ...page, says: 'Nobody asks for an account' });
  await tour.open('/admin/users/ines/');
  await tour.send('Begin a recovery', { reason: 'her house burnt down; she called, and I know her voice' });
  await tour.look('admin-user-recovery', { heading: 'ines', says: 'The recovery is begun' });
  const link = new URL(await tour.page.locator('.code--token code').innerText());

  await claimant.open(`${link.pathname}${link.search}`);
  await claimant.look('recover-take', { heading: 'Everything is lost?', says: 'Begin here' });
  await claimant.send('Begin here');
  await claimant.look('recover-wait-operators', { heading: 'People have to vouch now', says: '0 of 2' });
  await claimant.open(`${link.pathname}${link.search}`);
  await claimant.look('recover-take-over', { heading: 'This link is over', status: 410 });

  await tour.open('/admin/recoveries/');
  await tour.look('admin-recoveries', { ...page, says: 'Waits for people to agree' });
  await tour.send('Stop it for ines');
  await tour.look('admin-recoveries-errors', { ...page, marks: ['reason'] });
  await tour.send('Stop it for ines', { reason: 'it was a drill of ours' });
  await tour.look('admin-recoveries-stopped', { ...page, says: 'The recovery is stopped' });
}

/** After somebody was frozen. */
export async function seeFrozen(tour: Tour): Promise<void> {
  await tour.open('/admin/users/ines/');
  await tour.look('admin-user-frozen', { heading: 'ines', says: 'Lift the freeze' });
}
