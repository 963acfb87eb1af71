import { Refusal } from '../base/refusal.ts';
import { quote } from './quote.ts';

const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is
  lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

/**
 * Makes sure that Python could import what a distribution says it provides.
 *
 * @throws Refusal `upload.bad-import-name`
 * @see PEP 794
 */
export function checkImportName(header: 'Import-Name' | 'Import-Namespace', written: string): void {
  const [name = '', ...after] = written.split(';');
  const isName = name
    .trimEnd()
    .split('.')
    .every((part) => IDENTIFIER.test(part) && !KEYWORDS.has(part));
  if (isName && (after.length === 0 || (after.length === 1 && after[0]?.trimStart() === 'private'))) return;
  throw new Refusal(
    'invalid',
    'upload.bad-import-name',
    `${header} can not be ${quote(written)}: write what Python imports, such as package.module, and behind it nothing or "; private".`,
    { field: header === 'Import-Name' ? 'import_name' : 'import_namespace' },
  );
}
