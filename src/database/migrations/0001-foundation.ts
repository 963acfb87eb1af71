import type { Migration } from '../migration.ts';
import { ACCOUNT_TABLES } from './0001-accounts.ts';
import { HOUSEKEEPING_TABLES } from './0001-housekeeping.ts';
import { PROJECT_TABLES } from './0001-projects.ts';
import { SESSION_TABLES } from './0001-sessions.ts';
import { TRAIL_TABLES } from './0001-trail.ts';

/** Every table of the first release. */
export const FOUNDATION: Migration = {
  number: 1,
  name: 'foundation',
  statements: [...ACCOUNT_TABLES, ...SESSION_TABLES, ...PROJECT_TABLES, ...TRAIL_TABLES, ...HOUSEKEEPING_TABLES],
};
