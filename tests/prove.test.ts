import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Claim } from '../tools/prove/claim.ts';
import { CLAIMS } from '../tools/prove/claims.ts';
import { withClaims } from '../tools/prove/readme-table.ts';

const MARKS = '<!-- What follows is made by `npm run prove -- --write`. -->\nold\n<!-- Made until here. -->\n';

test('a claim that did not hold in its last run is not in the table', () => {
  const claims = [claim('password', 'A password publishes nothing.'), claim('crash', 'Nothing is lost.')];

  const readme = withClaims(`# Before\n${MARKS}After\n`, claims, { crash: '10 kills' });

  assert.equal(
    readme,
    `# Before
<!-- What follows is made by \`npm run prove -- --write\`. -->

| claim | seen in its last run | see for yourself |
| --- | --- | --- |
| Nothing is lost. | 10 kills | \`npm run prove -- crash\` |

<!-- Made until here. -->
After
`,
  );
});

test('without any claim that held there is no table', () => {
  assert.equal(withClaims(MARKS, [claim('crash', 'Nothing is lost.')], {}), MARKS.replace('old\n', ''));
});

test('a README without the marks is an error', () => {
  assert.throws(() => withClaims('# Keyhouse\n', [], {}), /needs the lines/);
});

test('each claim has a name of its own and one sentence', () => {
  assert.deepEqual(
    CLAIMS.map(({ name }) => name),
    ['clients', 'password', 'once', 'crash'],
  );
  for (const { sentence } of CLAIMS) assert.match(sentence, /^[A-Z][^|\n]*\.$/);
});

function claim(name: Claim['name'], sentence: string): Claim {
  return { name, sentence, run: async () => '' };
}
