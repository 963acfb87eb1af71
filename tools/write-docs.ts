// Writes the documents that are made from the code: `node tools/write-docs.ts`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDocuments } from './documents.ts';

for (const { path, text } of await renderDocuments()) writeFileSync(join(import.meta.dirname, '..', path), text);
