// Writes the documents that are made from the code: `node tools/write-docs.ts`. A test compares them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderConfiguration } from '../src/settings/definitions.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'configuration.md'), renderConfiguration());
