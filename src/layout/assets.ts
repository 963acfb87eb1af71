// The one file of this folder that reads from the disk: style sheet, marks and browser scripts lie beside the code and are read once at start.
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { paths } from '../paths.ts';

export type Asset = { readonly body: Buffer; readonly type: string };

export type Assets = {
  /** The path of a file. @throws Error for a name that is none of them */
  readonly url: (name: string) => string;
  /** The file at a path, or nothing: what was there before the last start is gone. */
  readonly find: (path: string) => Asset | undefined;
  /** Every file by its path. */
  readonly all: () => ReadonlyMap<string, Asset>;
};

// The order of the cascade layers, see tokens.css.
const STYLE_SHEETS = [
  'tokens',
  'base',
  'frame',
  'layout',
  'parts-buttons',
  'parts-fields',
  'parts-notices',
  'parts-code',
  'parts-tables',
  'parts-rows',
  'parts-charts',
  'parts-navigation',
  'parts-panels',
  'parts-history',
  'parts-keys',
  'pages',
  'print',
];
const MARKS = ['mark.svg', 'mark-test.svg'];
const DIGEST_LENGTH = 16;

/**
 * Reads all files that pages load and gives them one path for ever: `/assets/<hash of them all>/name`. One hash for all, so that
 * a script's `import './other.ts'` stays true. Browser scripts are TypeScript with the types stripped, sent as JavaScript.
 */
export function loadAssets(sha256Hex: (bytes: Uint8Array) => string): Assets {
  const files = new Map<string, Asset>([
    ['site.css', { body: Buffer.from(STYLE_SHEETS.map(readStyle).join('\n')), type: 'text/css; charset=utf-8' }],
  ]);
  for (const name of MARKS) files.set(name, { body: readFileSync(new URL(name, import.meta.url)), type: 'image/svg+xml' });
  for (const name of clientScripts()) files.set(name, { body: readScript(name), type: 'text/javascript; charset=utf-8' });

  const named = [...files].map(([name, { body }]) => `${name} ${sha256Hex(body)}\n`);
  const digest = sha256Hex(Buffer.from(named.join(''))).slice(0, DIGEST_LENGTH);
  const byPath = new Map([...files].map(([name, asset]) => [paths.asset(digest, name), asset]));
  return {
    url: (name) => {
      if (!files.has(name)) throw new Error(`There is no asset ${name}.`);
      return paths.asset(digest, name);
    },
    find: (path) => byPath.get(path),
    all: () => byPath,
  };
}

function readStyle(name: string): string {
  return readFileSync(new URL(`style/${name}.css`, import.meta.url), 'utf8');
}

function clientScripts(): string[] {
  const names = readdirSync(new URL('../client/', import.meta.url));
  return names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
}

function readScript(name: string): Buffer {
  return Buffer.from(stripTypeScriptTypes(readFileSync(new URL(`../client/${name}`, import.meta.url), 'utf8')));
}
