import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countWork } from '../support/count-work.ts';
import { typePassword } from '../support/story-people.ts';
import { startStorySite } from '../support/story-site.ts';

// That answers and work are equal is shown in tests/attacks/nobody-learns.test.ts; here, that a difference would be seen.
test('law 8: the count of work sees a single commit more, and the order of steps', async (t) => {
  const work = countWork();
  const { site, close } = await startStorySite({ wrap: work.wrap }, undefined);
  t.after(close);
  const browser = site.browser();
  const stepsOf = async (username: string): Promise<readonly string[]> => {
    await browser.open('/account/login/');
    work.take();
    await typePassword(browser, { username, password: 'no such password here' });
    return work.take();
  };

  const first = await stepsOf('nobody-one');
  const second = await stepsOf('nobody-two');
  const third = await stepsOf('nobody-three');

  assert.equal(
    first.filter((step) => step === 'commit').length,
    second.filter((step) => step === 'commit').length + 1,
    'the entry of this minute',
  );
  assert.notDeepEqual(first, second);
  assert.deepEqual(second, third);
});
