import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import type { World } from '../../src/world.ts';
import { aWheel } from '../support/distributions.ts';
import { sendUpload } from '../support/send-upload.ts';
import { makeToken, signUpMember } from '../support/story-people.ts';
import { startStorySite } from '../support/story-site.ts';

/** Notes when bytes are put in their place and when a commit that touched `blobs` or `files` was done. */
function watchOrder(): { readonly steps: string[]; failPlace: boolean; wrap(world: World): World } {
  const watch = { steps: [] as string[], failPlace: false, wrap };
  function wrap(world: World): World {
    const receive: World['files']['receive'] = async (...args) => {
      const incoming = await world.files.receive(...args);
      return Object.assign(Object.create(incoming) as typeof incoming, {
        async place() {
          if (watch.failPlace) throw new Error('the disk is gone');
          await incoming.place();
          watch.steps.push('bytes in place');
        },
      });
    };
    const transaction: World['database']['transaction'] = async (work) => {
      const touched = new Set<string>();
      const noting: KyselyPlugin = {
        transformQuery({ node }) {
          if (node.kind === 'InsertQueryNode') touched.add(/"name":"(blobs|files)"/.exec(JSON.stringify(node))?.[1] ?? '');
          return node;
        },
        transformResult: async ({ result }) => result,
      };
      const result = await world.database.transaction((tx) => work(tx.withPlugin(noting)));
      for (const table of ['blobs', 'files']) if (touched.has(table)) watch.steps.push(`${table} committed`);
      return result;
    };
    return {
      ...world,
      files: Object.assign(Object.create(world.files) as World['files'], { receive }),
      database: { ...world.database, transaction },
    };
  }
  return watch;
}

test('law 3: bytes are kept, then in place, then named by a committed row, then acknowledged; when they cannot be placed nothing names them', async (t) => {
  const order = watchOrder();
  const { site, close } = await startStorySite({ wrap: order.wrap }, undefined);
  t.after(close);
  const token = await makeToken(await signUpMember(site, 'ada'), 'ci');

  order.steps.length = 0;
  const answer = await sendUpload(site.origin, token, aWheel('castle', '1.0'));
  order.steps.push('acknowledged');
  assert.equal(answer.status, 200);
  assert.deepEqual(order.steps, ['blobs committed', 'bytes in place', 'bytes in place', 'files committed', 'acknowledged']);

  order.failPlace = true;
  const failed = await sendUpload(site.origin, token, aWheel('castle', '2.0'));
  assert.equal(failed.status, 500);
  assert.deepEqual(
    (await site.world.read.selectFrom('files').select('filename').execute()).map(({ filename }) => filename),
    ['castle-1.0-py3-none-any.whl'],
  );
});
