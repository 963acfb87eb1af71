import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorld } from '../src/adapters/open-world.ts';
import { composeApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { renderUploadRules } from '../src/python/upload-rules.ts';
import { renderConfiguration } from '../src/settings/definitions.ts';
import { renderRouteTable } from '../src/web/route-table.ts';
import { readNamedTests } from '../tests/yardstick/titles.ts';
import { renderAsvsTable } from './documents/asvs-table.ts';
import { renderDecisions } from './documents/decisions.ts';
import { renderNotices } from './documents/notices.ts';
import { renderNumbers } from './documents/numbers.ts';
import { withSections } from './documents/sections.ts';
import { renderStates } from './documents/states.ts';
import { renderWaysIn } from './documents/ways-in.ts';
import { CLAIMS } from './prove/claims.ts';
import { readHeld } from './prove/held.ts';
import { withClaims } from './prove/readme-table.ts';

export interface GeneratedDocument {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

/** Every document that is made from the code. `tools/write-docs.ts` writes them, a test compares them. */
export async function renderDocuments(): Promise<readonly GeneratedDocument[]> {
  const root = join(import.meta.dirname, '..');
  const authentication = withSections(readFileSync(join(root, 'docs/authentication.md'), 'utf8'), {
    'ways in': renderWaysIn(),
    decisions: renderDecisions(),
    numbers: renderNumbers(),
    notices: renderNotices(),
    states: renderStates(),
    ASVS: renderAsvsTable(readNamedTests(root)),
  });
  return [
    { path: 'docs/authentication.md', text: authentication },
    { path: 'docs/configuration.md', text: renderConfiguration() },
    { path: 'docs/upload-rules.md', text: renderUploadRules() },
    { path: 'README.md', text: withClaims(readFileSync(join(root, 'README.md'), 'utf8'), CLAIMS, readHeld()) },
    { path: 'docs/routes.md', text: `${ROUTES_HEAD}\n${await renderRoutes()}` },
  ];
}

const ROUTES_HEAD = `# Routes

Every route and what it declares; a route that leaves one of these out keeps the server from starting. Made by
\`node tools/write-docs.ts\` from the route tables of the capabilities.

- **who**: \`anyone\`; \`pending\` a registration that waits for its mail; \`half\` a sign-in between password and second step; \`held\` one that
  waits for the mailbox; \`account\` a whole session; \`member\` that, with a confirmed address; \`publisher\` that, with a second factor; \`operator\`; \`token\` no cookie counts,
  the API token does.
- **CSRF**: \`form\` a token bound to the cookie, and a request that this site's own page made; \`token\` no cookie is read.
- **freshness**: how long ago the person showed all factors: \`action\` 15 minutes, \`factors\` 5 minutes.
- **recovery code**: what a session may do that a recovery code opened: it looks; \`always\`; \`mailbox\` after it confirmed the mailbox.
- **setting up**: what an account reaches that lacks what a policy asks of it: nothing; \`always\`; \`mailbox\` after it confirmed the mailbox.
- **limit**: which of the limits per network a request spends before its handler runs.

GET also answers HEAD, and gets a connection that can not write.
`;

/** The routes as the product composes them, over an empty site of its own. */
async function renderRoutes(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-docs-'));
  try {
    const { settings } = readConfig({ KEYHOUSE_DATA: folder });
    const opened = await openWorld(settings, undefined);
    try {
      return renderRouteTable((await composeApp(opened.world, 0)).routes);
    } finally {
      await opened.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
