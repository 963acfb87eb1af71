// Holds src/ against the order of folders and the rules of docs/architecture.md, and proves on bad trees that it would notice.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { findDoors, readIfThere, readListedDoors } from './architecture/doors.ts';
import { MAX_FUNCTION_LINES, MAY_QUERY, MAY_READ_ENVIRONMENT, MAY_TOUCH_OUTSIDE } from './architecture/exceptions.ts';
import { readTree } from './architecture/read-tree.ts';
import { checkTree, describeViolation, type RuleName } from './architecture/rules.ts';

const ROOT = dirname(import.meta.dirname);

describe('the house', () => {
  const files = readTree(join(ROOT, 'src'));

  test('keeps its own rules', (t) => {
    const sizes = files.filter((file) => !file.isTest).map((file) => file.lineCount);
    t.diagnostic(`${sizes.length} files, median ${median(sizes)} lines, longest ${Math.max(...sizes)}`);

    const violations = checkTree(files).map(describeViolation);

    assert.deepEqual(violations, []);
  });

  test('lists every door of its code in docs/architecture.md', (t) => {
    const doors = findDoors(files);
    t.diagnostic(`${doors.length} doors`);
    const listed = readListedDoors(readIfThere(join(ROOT, 'docs/architecture.md')) ?? '');

    assert.deepEqual(listed, doors);
  });

  test('has no exception for what is gone', () => {
    const places = [...MAY_QUERY, ...MAY_READ_ENVIRONMENT, ...MAY_TOUCH_OUTSIDE].map(({ place }) => place);

    const gone = places.filter((place) => !files.some(({ path }) => path === place || (place.endsWith('/') && path.startsWith(place))));

    assert.deepEqual(gone, []);
  });

  test('leaves the length of functions to Biome, at the house limit', () => {
    const { linter } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as BiomeSettings;

    assert.deepEqual(linter.rules.complexity.noExcessiveLinesPerFunction, { level: 'error', options: { maxLines: MAX_FUNCTION_LINES } });
  });
});

describe('a bad tree is noticed:', () => {
  test('an import from a later folder', () => {
    const tree = { 'base/a.ts': "import { b } from '../web/b.ts';", 'web/b.ts': '' };

    assert.deepEqual(broken(tree), [['order', 'base/a.ts:1']]);
  });

  test('an import that says only types, from a later folder', () => {
    const tree = { 'accounts/a.ts': "\nimport type { B } from '../tokens/b.ts';", 'tokens/b.ts': '' };

    assert.deepEqual(broken(tree), [['order', 'accounts/a.ts:2']]);
  });

  test('an import at run time, from a later folder', () => {
    const tree = { 'app.ts': "const { open } = await import('./database/open.ts');", 'database/open.ts': '' };

    assert.deepEqual(broken(tree), [['order', 'app.ts:1']]);
  });

  test('an export of something from a later folder', () => {
    const tree = { 'base/a.ts': "export { b } from '../crypto/b.ts';", 'crypto/b.ts': '' };

    assert.deepEqual(broken(tree), [['order', 'base/a.ts:1']]);
  });

  test('a browser script that imports from the server', () => {
    const tree = { 'client/a.ts': "import { b } from '../base/b.ts';", 'base/b.ts': '' };

    assert.deepEqual(broken(tree), [['order', 'client/a.ts:1']]);
  });

  test('a browser script that imports a package', () => {
    assert.deepEqual(broken({ 'client/a.ts': "import { b } from 'parse5';" }), [['outside', 'client/a.ts:1']]);
  });

  test('a server file that imports a browser script', () => {
    const tree = { 'web/a.ts': "import { b } from '../client/b.ts';", 'client/b.ts': '' };

    assert.deepEqual(broken(tree), [['order', 'web/a.ts:1']]);
  });

  test('an import from outside src', () => {
    assert.deepEqual(broken({ 'base/a.ts': "import { b } from '../../tests/b.ts';" }), [['outside', 'base/a.ts:1']]);
  });

  test('a folder without a place in the order', () => {
    assert.deepEqual(broken({ 'shared/a.ts': '' }), [['unknown-folder', 'shared/a.ts:1']]);
  });

  test('a circle of imports', () => {
    const tree = {
      'base/a.ts': "import { b } from './b.ts';",
      'base/b.ts': "import type { C } from './c.ts';",
      'base/c.ts': "import { a } from './a.ts';",
    };

    assert.deepEqual(broken(tree), [['cycle', 'base/c.ts:1']]);
  });

  for (const name of ['store', 'routes', 'pages', 'mails']) {
    test(`somebody else's ${name}.ts`, () => {
      const tree = { 'tokens/a.ts': `import { b } from '../accounts/${name}.ts';`, [`accounts/${name}.ts`]: '' };

      assert.deepEqual(broken(tree), [['private', 'tokens/a.ts:1']]);
    });
  }

  test('node:crypto outside of crypto', () => {
    assert.deepEqual(broken({ 'web/a.ts': "import { randomUUID } from 'node:crypto';" }), [['home', 'web/a.ts:1']]);
  });

  test('Fastify outside of web', () => {
    assert.deepEqual(broken({ 'app.ts': "import fastify from 'fastify';" }), [['home', 'app.ts:1']]);
  });

  for (const path of ['web/index.ts', 'web/common.ts', 'web/mail-service.ts', 'web/manager.ts', 'web/helpers/a.ts', 'web/util.test.ts']) {
    test(`a name that says nothing: ${path}`, () => {
      assert.ok(broken({ [path]: '' }).some(([rule]) => rule === 'name'));
    });
  }

  test('a file of 301 lines', () => {
    assert.deepEqual(broken({ 'base/a.ts': '\n'.repeat(301) }), [['file-length', 'base/a.ts:301']]);
  });

  test('a long function that is excused', () => {
    const tree = { 'base/a.ts': '// biome-ignore lint/complexity/noExcessiveLinesPerFunction: no time' };

    assert.deepEqual(broken(tree), [['function-length', 'base/a.ts:1']]);
  });

  test('a test that stands beside nothing', () => {
    assert.deepEqual(broken({ 'base/a.test.ts': '' }), [['test-beside', 'base/a.test.ts:1']]);
  });

  for (const query of ["tx.selectFrom('a')", "tx\n.insertInto('a')", "tx.updateTable('a')", "tx.deleteFrom('a')", 'sql`select 1`']) {
    test(`a query outside of store.ts: ${query.replace('\n', '')}`, () => {
      assert.deepEqual(rules({ 'accounts/a.ts': `export const found = ${query};` }), ['query']);
    });
  }

  test('an environment that is read outside of config.ts', () => {
    assert.deepEqual(broken({ 'main.ts': "const home = process.env['HOME'];" }), [['environment', 'main.ts:1']]);
  });

  for (const code of [
    ...['Date.now()', 'new Date()', 'Math.random()', "fetch('http://a.example/')", "globalThis.fetch('/')", 'setTimeout(work, 5)'],
    ...['setInterval(work, 5)', 'performance.now()', 'crypto.randomUUID()'],
  ]) {
    test(`6.5.3: time or chance outside of adapters: ${code}`, () => {
      assert.deepEqual(broken({ 'tokens/a.ts': `const a = ${code};` }), [['time-and-chance', 'tokens/a.ts:1']]);
    });
  }

  test('time that is read in the hole of a template', () => {
    assert.deepEqual(rules({ 'tokens/a.ts': 'const a = `now ${{ now: Date.now() }.now} or later`;' }), ['time-and-chance']);
  });

  test('a door that the document leaves out', () => {
    const files = inTree(
      { 'accounts/doors.ts': 'export interface A {}\nexport type StartSession = (\n  id: string,\n) => void;' },
      readTree,
    );

    assert.deepEqual(findDoors(files), ['accounts/doors.ts StartSession']);
    assert.deepEqual(readListedDoors('text\n```doors\naccounts/doors.ts FindCaller  who is calling\n```\n'), [
      'accounts/doors.ts FindCaller',
    ]);
  });
});

describe('a good tree is left alone:', () => {
  test('what stands in comments, strings and regular expressions', () => {
    const text = [
      "// Date.now() and import { a } from '../web/a.ts'",
      '/* process.env */',
      'const a = "Math.random()" + `tx.selectFrom(\'a\') ${1} Date.now()` + 4 / 2;',
      'const b = /new Date() [/"`] sql`/.test(a);',
    ];

    assert.deepEqual(broken({ 'base/a.ts': text.join('\n') }), []);
  });

  test('imports from earlier folders and from its own', () => {
    const tree = {
      'web/a.ts': "import { b } from './b.ts';\nimport type { World } from '../world.ts';\nimport { c } from '../base/c.ts';",
      'web/b.ts': '',
      'world.ts': "import type { c } from './base/c.ts';",
      'base/c.ts': '',
    };

    assert.deepEqual(broken(tree), []);
  });

  test('route tables in the composition, queries in store.ts, a date made of a number, a method called fetch', () => {
    const tree = {
      'app.ts': "import { routes } from './accounts/routes.ts';",
      'accounts/routes.ts': '',
      'accounts/store.ts': "export const all = (tx) => tx.selectFrom('a');",
      'accounts/show.ts': 'const text = new Date(now).toISOString() + network.fetch(url);',
    };

    assert.deepEqual(broken(tree), []);
  });

  test('tests, which may open a real database and wait', () => {
    const tree = {
      'accounts/sign-in.ts': '',
      'accounts/sign-in-attack.test.ts':
        "import { open } from '../database/open.ts';\nimport { createHmac } from 'node:crypto';\nsetTimeout(a, 1);",
      'database/open.ts': '',
    };

    assert.deepEqual(broken(tree), []);
  });
});

interface BiomeSettings {
  readonly linter: { readonly rules: { readonly complexity: { readonly noExcessiveLinesPerFunction: unknown } } };
}

type Tree = Readonly<Record<string, string>>;

/** Each violation of a tree as its rule and its place. */
function broken(tree: Tree): readonly [RuleName, string][] {
  return inTree(tree, (root) => checkTree(readTree(root)).map(({ rule, path, line }) => [rule, `${path}:${line}`] as [RuleName, string]));
}

function rules(tree: Tree): readonly RuleName[] {
  return broken(tree).map(([rule]) => rule);
}

/** Writes a tree to a folder of its own, and clears it away after the work. */
function inTree<Result>(tree: Tree, work: (root: string) => Result): Result {
  const root = mkdtempSync(join(tmpdir(), 'keyhouse-tree-'));
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }

    return work(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
