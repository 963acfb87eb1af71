import { CLIENT, HOMES, ORDER, PRIVATE_FILES, ROUTE_READER } from './exceptions.ts';
import type { Import, SourceFile } from './read-tree.ts';
import type { Violation } from './rules.ts';

/** Who may import what: order, privacy, homes of packages, no cycle. Tests may import what they like. */
export function checkImports(files: readonly SourceFile[]): readonly Violation[] {
  const checked = files.filter((file) => !file.isTest);
  const each = checked.flatMap((file) => [
    ...checkFolder(file),
    ...file.imports.flatMap((one) => (one.isOutside ? checkOutside(file, one) : checkInside(file, one))),
  ]);

  return [...each, ...findCycles(checked)];
}

function checkFolder(file: SourceFile): readonly Violation[] {
  if (ORDER.includes(file.folder) || file.folder === CLIENT) return [];

  return [
    {
      rule: 'unknown-folder',
      path: file.path,
      line: 1,
      says: `${file.folder} has no place in the order of tests/architecture/exceptions.ts`,
    },
  ];
}

function checkOutside(file: SourceFile, { target, line }: Import): readonly Violation[] {
  const at = { path: file.path, line };
  if (target.startsWith('..')) return [{ rule: 'outside', ...at, says: `${target} is not part of src/` }];
  if (file.folder === CLIENT) return [{ rule: 'outside', ...at, says: `${target}: browser scripts import nothing from outside` }];
  const home = HOMES.find(({ what }) => what.test(target))?.home;
  if (home === undefined || home === file.folder) return [];

  return [{ rule: 'home', ...at, says: `only ${home}/ imports ${target}` }];
}

function checkInside(file: SourceFile, { target, line }: Import): readonly Violation[] {
  const [folder = '', ...rest] = target.split('/');
  if (folder === file.folder) return [];
  const at = { path: file.path, line };
  const name = rest.at(-1) ?? '';
  const isPrivate = PRIVATE_FILES.includes(name) && !(name === 'routes.ts' && file.path === ROUTE_READER);
  const isLater = ORDER.indexOf(folder) > ORDER.indexOf(file.folder) || folder === CLIENT || file.folder === CLIENT;

  return [
    ...(isPrivate ? [{ rule: 'private' as const, ...at, says: `${target} is private to ${folder}/` }] : []),
    ...(isLater ? [{ rule: 'order' as const, ...at, says: `${target} comes after ${file.folder}` }] : []),
  ];
}

/** One violation for each import that closes a circle, found depth first. */
function findCycles(files: readonly SourceFile[]): readonly Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: Violation[] = [];

  function visit(file: SourceFile, trail: readonly string[]): void {
    if (done.has(file.path)) return;
    for (const { target, line } of file.imports) {
      const start = [...trail, file.path].indexOf(target);
      const next = byPath.get(target);
      if (start >= 0) found.push({ rule: 'cycle', path: file.path, line, says: [...trail, file.path, target].slice(start).join(' → ') });
      else if (next !== undefined) visit(next, [...trail, file.path]);
    }
    done.add(file.path);
  }
  for (const file of files) visit(file, []);

  return found;
}
