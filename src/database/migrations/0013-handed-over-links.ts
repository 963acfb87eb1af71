import type { Migration } from '../migration.ts';

/** Links that somebody handed over: no mailbox alone leads to them. */
export const HANDED_OVER_LINKS: Migration = {
  number: 13,
  name: 'handed-over-links',
  statements: [{ table: 'links', adds: "carried_by text not null default 'mail'" }],
};
