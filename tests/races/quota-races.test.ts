// A quota is a rule over many rows: whoever races it must not pass it (law 2).
import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import { sendUpload, type UploadAnswer } from '../support/send-upload.ts';
import { makeToken, signUpMember } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const AT_ONCE = 50;
const WHEEL_BYTES = 4_000;
const MAX_PROJECT_BYTES = 30_000;
const ROOMY = { settings: { maxProjectBytes: MAX_PROJECT_BYTES } };

interface Uploaded {
  readonly answers: readonly UploadAnswer[];
  readonly bytes: number;
}

async function sizesOf(site: StorySite, token: string, name: string): Promise<Uploaded> {
  const wheel = (at: number) => aWheel(name, `1.${at}`, { storedFiles: { pad: Buffer.alloc(WHEEL_BYTES, String(at)) } });
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => sendUpload(site.origin, token, wheel(at))));
  const rows = await site.world.read.selectFrom('files').select('size').where('filename', 'like', `${name}-%`).execute();
  return { answers, bytes: rows.reduce((sum, { size }) => sum + size, 0) };
}

function isHeld({ answers, bytes }: Uploaded): void {
  const taken = answers.filter(({ status }) => status === 200).length;
  assert.ok(bytes <= MAX_PROJECT_BYTES && taken > 1, `${bytes} bytes in ${taken} files`);
  // One account makes 20 projects in an hour, and each of these may have been the one that made it.
  const others = answers.filter(({ status, reason }) => status !== 200 && !/project-full|Many projects were made/.test(reason));
  assert.deepEqual(others, []);
}

story(
  'fifty uploads at once to one project do not pass its room',
  async (site) => {
    const token = await makeToken(await signUpMember(site, 'ada'), 'laptop');
    await sendUpload(site.origin, token, aWheel('tidewater', '0.9'));

    isHeld(await sizesOf(site, token, 'tidewater'));
  },
  ROOMY,
);

story(
  'fifty uploads at once that make their project do not pass its room, and none is told that the name is taken',
  async (site) => {
    const token = await makeToken(await signUpMember(site, 'ada'), 'laptop');

    isHeld(await sizesOf(site, token, 'kelp'));
  },
  ROOMY,
);
