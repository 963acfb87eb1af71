import assert from 'node:assert/strict';
import { accountWorld, codeNow, emptyOutbox, giveCodes, hasLink, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, basic, freeze, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { checkPassword } from '../accounts/check-password.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { Secret } from '../base/secret.ts';
import { authenticateToken } from '../tokens/authenticate-token.ts';
import { makeToken } from '../tokens/make-token.ts';
import type { ResetForm } from './link-reset.ts';
import { requestLink, sendResetLinks } from './request-reset.ts';
import { findReset, resetPassword } from './reset-password.ts';

const NEW = 'rhubarb winter saddle ninety';
const CODE = '2345-6789-abcd-efgh';

async function linkFor(world: TestWorld, username: string): Promise<Secret> {
  await requestLink(world, VISIT, username);
  await sendResetLinks(world, 'a process');
  const link = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'reset'));
  await emptyOutbox(world);
  return link;
}

function form(more: Partial<ResetForm> = {}): ResetForm {
  return { password: NEW, confirmation: NEW, credential: '', totpValue: '', recoveryCodeValue: '', ...more };
}

async function opens(world: TestWorld, { accountId, username }: Resident): Promise<boolean> {
  const attempt = { accountId, typedName: username, password: new Secret(NEW), pool: 'known', visit: VISIT } as const;
  return (await checkPassword(world, attempt)).result === 'right';
}

async function epochOf(world: TestWorld, { accountId }: Resident): Promise<number | undefined> {
  const account = await world.read.selectFrom('accounts').select('auth_epoch').where('id', '=', accountId).executeTakeFirst();
  return account?.auth_epoch;
}

onBothDatabases('without a second factor the link and a new password suffice; all is over, every address is told', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines', { hasSecondFactor: false });
  const link = await linkFor(world, 'ines');

  await resetPassword(world, VISIT, link, form());

  const [mail] = await readOutbox(world);
  assert.equal(await opens(world, ines), true);
  assert.equal(await epochOf(world, ines), 2);
  assert.equal(mail?.kind, 'password-reset');
  assert.equal(mail && hasLink(mail), true);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('C6, row 23: with a second factor the link alone changes nothing, and the link stays', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const link = await linkFor(world, 'ines');

  await assert.rejects(resetPassword(world, VISIT, link, form()), { code: 'recovery.wrong-code', field: 'totp_value' });
  await assert.rejects(resetPassword(world, VISIT, link, form({ recoveryCodeValue: CODE })), { code: 'recovery.wrong-code' });

  assert.equal(await opens(world, ines), false);
  assert.equal(await epochOf(world, ines), 1);
  assert.notEqual(await findReset(world, link), undefined);
});

onBothDatabases('the code of the app, link and password are one act; the code works once', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const link = await linkFor(world, 'ines');
  const code = await codeNow(world, ines);

  await resetPassword(world, VISIT, link, form({ totpValue: ` ${code} ` }));

  assert.equal(await opens(world, ines), true);
  const again = await linkFor(world, 'ines');
  await assert.rejects(resetPassword(world, VISIT, again, form({ totpValue: code })), {
    code: 'recovery.wrong-code',
    message: /already used/,
  });
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a recovery code does instead, once', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  await giveCodes(world, ines, [CODE]);

  await resetPassword(world, VISIT, await linkFor(world, 'ines'), form({ recoveryCodeValue: CODE.toUpperCase() }));

  assert.equal(await opens(world, ines), true);
  const again = await linkFor(world, 'ines');
  await assert.rejects(resetPassword(world, VISIT, again, form({ recoveryCodeValue: CODE })), { code: 'recovery.wrong-code' });
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a weak password burns no code', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const link = await linkFor(world, 'ines');
  const totpValue = await codeNow(world, ines);

  const weak = resetPassword(world, VISIT, link, form({ totpValue, password: 'short', confirmation: 'short' }));
  await assert.rejects(weak, { code: 'account.weak-password' });
  await resetPassword(world, VISIT, link, form({ totpValue }));

  assert.equal(await opens(world, ines), true);
});

onBothDatabases('of five posts with one link and one code at once, one sets the password', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const link = await linkFor(world, 'ines');
  const totpValue = await codeNow(world, ines);

  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => resetPassword(world, VISIT, link, form({ totpValue }))));

  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  assert.equal(await epochOf(world, ines), 2);
});

onBothDatabases('B12: tokens of the last 30 days rest, older ones work', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const old = await makeToken(world, VISIT, ines.caller, { description: 'old', scope: 'scope:user' });
  world.clock.advance({ hours: 24 * 31 });
  const young = await makeToken(world, VISIT, ines.caller, { description: 'young', scope: 'scope:user' });

  await resetPassword(world, VISIT, await linkFor(world, 'ines'), form({ totpValue: await codeNow(world, ines) }));

  const states = [
    await authenticateToken(world, basic(old.secret.reveal()), VISIT),
    await authenticateToken(world, basic(young.secret.reveal()), VISIT),
  ];
  assert.deepEqual(
    states.map((state) => state.kind),
    ['token', 'refused'],
  );
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('7, 6.6.3: wrong codes wait and are counted, whatever number of links', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const link = await linkFor(world, 'ines');
  for (let i = 0; i < 5; i += 1)
    await assert.rejects(resetPassword(world, VISIT, link, form({ totpValue: 'no' })), { code: 'recovery.wrong-code' });

  const right = form({ totpValue: await codeNow(world, ines) });
  await assert.rejects(resetPassword(world, VISIT, await linkFor(world, 'ines'), right), { code: 'account.wait', field: 'totp_value' });
});

onBothDatabases('a link of a frozen account, or from before a change, is over', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines', { hasSecondFactor: false });
  const first = await linkFor(world, 'ines');
  await resetPassword(world, VISIT, first, form());
  const second = await linkFor(world, 'ines');
  await freeze(world, ines);

  await assert.rejects(resetPassword(world, VISIT, first, form()), { code: 'recovery.link-over' });
  await assert.rejects(resetPassword(world, VISIT, second, form()), { code: 'recovery.link-over' });
  await assert.rejects(resetPassword(world, VISIT, undefined, form()), { code: 'recovery.link-over' });
});

onBothDatabases('B2: wrong codes of strangers do not keep the owner from resetting with her mailbox and her app', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const tries = {
    authenticator: `totp:${ines.accountId}`,
    pool: 'stranger',
    failures: 80,
    waits_until_at: world.clock.now() + 1_000,
  } as const;
  await database.transaction((tx) => tx.insertInto('guesses').values(tries).execute());
  const link = await linkFor(world, 'ines');

  await resetPassword(world, VISIT, link, form({ totpValue: await codeNow(world, ines) }));

  assert.equal(await opens(world, ines), true);
});
