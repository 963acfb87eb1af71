import { claimLink, insertLink } from '../../src/accounts/links.ts';
import { insertSite } from '../../src/accounts/site-store.ts';
import { claimRegistration, insertEmail, insertRegistration, verifyEmail } from '../../src/accounts/store.ts';
import { claimFirstOperator } from '../../src/admin/store.ts';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { insertPerson } from '../../src/audit/data-keys.ts';
import type { Event } from '../../src/audit/events/events.ts';
import type { OnceRule } from '../../src/audit/once.ts';
import { rows } from '../../src/audit/tables.ts';
import type { Write } from '../../src/audit/write.ts';
import type { EmailId, Millis, ProjectId, Sha256Hex } from '../../src/base/brands.ts';
import { newId } from '../../src/crypto/reference.ts';
import { claimTotpStep, findTotpApps } from '../../src/factors/check-totp-code.ts';
import { claimRecoveryCode, judgeRecoveryCode } from '../../src/factors/recovery-codes.ts';
import { claimEnrolment, insertEnrolment } from '../../src/factors/store.ts';
import { stepAt } from '../../src/protocols/totp.ts';
import { claimFilename, insertProject } from '../../src/releases/store.ts';
import { claimHalf, insertHalf } from '../../src/sessions/store.ts';
import { giveCodes } from '../support/account-world.ts';
import { addProject, addResident, type TestWorld } from '../support/residents.ts';

/** One of many who claim the same thing: the event of having got it, or undefined for who came late. */
export type Claim = (tx: Write, now: Millis, racer: number) => Promise<Event | undefined>;

/** Puts the thing there that is claimed. */
export type PrepareRace = (world: TestWorld, name: string) => Promise<Claim>;

const CODE = '0000-0000-0000-0001';

/** An event that accounts for the tables of a claim; what it says does not matter here. */
function told(kind: Event['kind'], changed: Event['rows'] = []): Event {
  return { kind, subjects: [], details: {}, personal: {}, about: 'stranger', rows: changed } as unknown as Event;
}

async function settle(world: TestWorld, kind: Event['kind'], work: (tx: Write, now: Millis) => Promise<Event['rows']>): Promise<void> {
  await act(world, BY_SYSTEM, [], async (tx, now) => ({ result: undefined, events: [told(kind, await work(tx, now))] }));
}

async function registrationRow(world: TestWorld, tx: Write, name: string): Promise<Parameters<typeof insertRegistration>[1]> {
  const { id: person_id } = await insertPerson(world, tx, world.clock.now());
  const sealed = { name_sealed: '', address_sealed: '', address_mac: name, password_sealed: '' };
  return { id: newId<string>(world.random), person_id, username: name, username_key: name, ...sealed, made_at: 0, dies_at: 2 ** 50 };
}

export const RACES: Readonly<Record<OnceRule, PrepareRace>> = {
  async 'a step of an authenticator app'(world, name) {
    const { accountId } = await addResident(world, name);
    const [app] = await findTotpApps(world, accountId);
    if (app === undefined) throw new Error('no app');
    return async (tx, now) => {
      const changed = await claimTotpStep(tx, { result: 'right', app, step: stepAt(now) });
      return changed && told('session.stepped-up', changed);
    };
  },
  async 'a recovery code'(world, name) {
    const resident = await addResident(world, name);
    await giveCodes(world, resident, [CODE]);
    const judged = await judgeRecoveryCode(world, resident.accountId, CODE, 'a network');
    if (judged.result !== 'right') throw new Error('the code is wrong');
    return async (tx, now) => {
      const claimed = await claimRecoveryCode(tx, resident.accountId, judged, now);
      return claimed && told('factor.code-used', claimed.changed);
    };
  },
  async 'a set-up of an authenticator app'(world, name) {
    const { accountId } = await addResident(world, name);
    const row = { nonce: name, account_id: accountId, app_name: 'Phone', secret_sealed: '', last_step: 0, codes_nonce: name };
    await settle(world, 'factor.totp-proven', async (tx) => {
      await insertEnrolment(tx, { ...row, started_at: 0, dies_at: 2 ** 50 });
      return [];
    });
    return async (tx, now) => (await claimEnrolment(tx, { accountId, nonce: name }, now)) && told('factor.totp-proven');
  },
  async 'the second half of a sign-in'(world, name) {
    const { accountId } = await addResident(world, name);
    const half = { id: name, account_id: accountId, registration_id: null, epoch: 1, pool: 'known', next_path: '/' } as const;
    await world.database.transaction((tx) => insertHalf(tx, { ...half, started_at: 0, dies_at: 2 ** 50 }));
    return async (tx, now) => (await claimHalf(tx, { halfId: name, accountId }, 1, now)) && told('session.ended');
  },
  async 'a link that was mailed or handed over'(world, name) {
    const { accountId } = await addResident(world, name);
    const link = await act(world, BY_SYSTEM, [], async (tx, now) => ({
      result: await insertLink(world, tx, now, { kind: 'reset', accountId, epoch: 1 }),
      events: [told('account.reset-asked')],
    }));
    return async (tx, now) => (await claimLink(world, tx, now, { kind: 'reset', secret: link })) && told('account.reset-asked');
  },
  async 'a user name'(world, name) {
    return async (tx) =>
      (await insertRegistration(tx, await registrationRow(world, tx, name))) ? told('account.registration-started') : undefined;
  },
  async 'a registration'(world, name) {
    let id = '';
    await settle(world, 'account.registration-started', async (tx) => {
      const row = await registrationRow(world, tx, name);
      id = row.id;
      await insertRegistration(tx, row);
      return [];
    });
    return async (tx) => (await claimRegistration(tx, id)) && told('account.registration-dropped');
  },
  async 'a confirmed mail address'(world, name) {
    const ids: EmailId[] = [];
    for (const place of ['a', 'b', 'c', 'd', 'e']) {
      const { accountId } = await addResident(world, `${name}-${place}`);
      const id = newId<EmailId>(world.random);
      const row = { id, account_id: accountId, address_sealed: '', address_mac: name, made_at: 0, verified_at: null };
      await settle(world, 'account.email-added', async (tx) => {
        await insertEmail(tx, { ...row, vouched_by: null, primary_at: null, dies_at: 2 ** 50 });
        return rows('emails', [id]);
      });
      ids.push(id);
    }
    return async (tx, now, racer) => {
      const id = ids[racer % ids.length] ?? ids[0];
      return id !== undefined && (await verifyEmail(tx, id, now, null)) ? told('account.email-verified', rows('emails', [id])) : undefined;
    };
  },
  async 'the first operator'(world) {
    const row = { id: 1, site_id: 'a', rp_id: 'localhost', restore_epoch: 0, made_at: 0, first_operator_at: null } as const;
    await settle(world, 'site.opened', async (tx) => {
      await insertSite(tx, row);
      await tx.updateTable('site').set({ first_operator_at: null }).execute();
      return rows('site', [1]);
    });
    return async (tx, now) => ((await claimFirstOperator(tx, now)) ? told('site.operator-granted', rows('site', [1])) : undefined);
  },
  async 'the name of a file'(world, name) {
    const projectId = await addProject(world, await addResident(world, name), name);
    return async (tx, now, racer) => {
      const sha256 = racer.toString(16).padStart(64, '0') as Sha256Hex;
      return (await claimFilename(tx, { filename: `${name}-1.0.tar.gz`, projectId, sha256, now }))
        ? told('project.file-uploaded')
        : undefined;
    };
  },
  async 'the name of a project'(world, name) {
    return async (tx, now) => {
      const id = newId<ProjectId>(world.random);
      const project = { id, name: name as never, display_name: name, ultra_name: name, made_at: now, version: 1, changed_at: now };
      return (await insertProject(tx, project)) ? told('project.created', rows('projects', [id])) : undefined;
    };
  },
};

/** How many of `racers` that start together got it. */
export async function race(world: TestWorld, claim: Claim, racers: number): Promise<number> {
  const late = new Error('somebody else was first');
  const outcomes = await Promise.allSettled(
    Array.from({ length: racers }, (_, racer) =>
      act(world, BY_SYSTEM, [], async (tx, now) => {
        const event = await claim(tx, now, racer);
        if (event === undefined) throw late;
        return { result: undefined, events: [event] };
      }),
    ),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected' && outcome.reason !== late) throw outcome.reason;
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}
