import assert from 'node:assert/strict';
import { anSdist, aWheel, type Distribution, type DistributionOptions } from '../support/distributions.ts';
import { sendUpload } from '../support/send-upload.ts';
import type { OpenSite } from './open-site.ts';

/** As long as anybody will want it. */
export const LONG_NAME = 'northquay-observability-instrumentation-for-tidal-data-feeds';

const DESCRIPTION = `Tidewater sits between your client and the network and follows RFC 9111 to the letter.
Where other caches stay silent, it can say for every answer which decision was made, and why.

## In two minutes

\`\`\`python
from tidewater import Cache, explain

with Cache("~/.cache/demo") as cache:
    answer = cache.get("https://api.example.org/tides/today?station=den-helder&from=2026-11-24T00:00:00Z&to=2026-11-25T00:00:00Z")
    print(explain(answer))
    # kept: max-age=60 by Cache-Control, 112 s left
\`\`\`

## What it does

- Private and shared caches, on disk, in memory or in Redis
- Revalidation with \`ETag\` and \`Last-Modified\`
  - in the background, if you want it
- An explanation for every decision

1. Install it.
2. Ask it.

> It works with *httpx*, **requests** and \`urllib3\`. Read [the guide](https://tidewater.example.org/guide) first.

| Store | Shared | Survives a restart | How many answers a second on a small machine |
| --- | --- | --- | ---: |
| memory | no | no | 210,000 |
| disk | yes | yes | 18,400 |
| Redis | yes | that is up to Redis and to how it was told to keep what it holds | 41,000 |

### Smaller print

A line that cannot break: \`tidewater.storage.disk.transactional.checksummed.DiskStoreWithChecksumsAndTransactions\`.

---

Not affiliated with any tide.
`;

const ABOUT: DistributionOptions = {
  summary: 'HTTP caching that tells you why it kept or dropped an answer',
  description: DESCRIPTION,
  descriptionContentType: 'text/markdown',
  metadataLines: [
    'Requires-Python: >=3.11',
    'License: Apache-2.0',
    'Author: Ines Okafor',
    'Project-URL: Source, https://git.example.org/northquay/tidewater',
    'Project-URL: Documentation with a long label, https://documentation.tidewater.northquay.example.org/en/latest/',
    'Requires-Dist: anyio>=4',
  ],
};
const OLDER =
  '0.1.0 0.2.0 0.3.0 1.0.0 1.1.0 1.1.1 1.2.0 2.0.0rc1 2.0.0 2.0.1 2.1.0 2.2.0 2.3.0 3.0.0 3.0.1 3.1.0 3.1.1 3.1.2 3.2.0rc1'.split(' ');

/** Uploads what there is to see: a project of 20 versions and 40 files, one with a long name, a bare one, and a few more. */
export async function fillSite(site: OpenSite, token: string): Promise<void> {
  const upload = async (distribution: Distribution): Promise<void> => {
    const answer = await sendUpload(site.origin, token, distribution, { headers: { 'x-forwarded-for': '203.0.113.41' } });
    assert.equal(answer.status, 200, answer.reason);
  };
  for (const version of OLDER) {
    await upload(anSdist('tidewater', version, ABOUT));
    site.clock.advance({ hours: 50 });
  }
  for (const distribution of newestFiles()) await upload(distribution);
  for (const [name, version, summary] of OTHERS) {
    await upload(anSdist(name, version, summary === undefined ? {} : { summary }));
    site.clock.advance({ minutes: 47 });
  }
  await site.settle();
}

const OTHERS: readonly (readonly [name: string, version: string, summary?: string])[] = [
  ['brambleconf', '0.19.1', 'Typed settings from files, environment and flags, in that order'],
  [LONG_NAME, '2026.11.24.post1', `${'A summary that goes on and on, as some do, and says everything twice. '.repeat(4)}`],
  ['nothing', '1.0'],
];

function newestFiles(): Distribution[] {
  const platforms = ['manylinux_2_28_x86_64', 'manylinux_2_28_aarch64', 'musllinux_1_2_x86_64', 'macosx_11_0_arm64', 'win_amd64'];
  const pythons = ['cp311', 'cp312', 'cp313', 'cp314', 'cp315', 'cp316', 'cp317'];
  const wheels = pythons.flatMap((python) => platforms.map((platform) => `${python}-${python}-${platform}`));
  const tags = ['py3-none-any', ...wheels, 'pp311-pypy311_pp73-win_amd64', 'cp311-abi3-win_arm64', 'cp311-abi3-macosx_10_12_x86_64'];
  return [anSdist('tidewater', '3.2.0', ABOUT), ...tags.map((tag) => aWheel('tidewater', '3.2.0', { ...ABOUT, tags: tag }))];
}
