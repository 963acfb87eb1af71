import type { AccountId, ProjectId } from '../base/brands.ts';
import type { Html } from '../base/html.ts';
import type { Reading } from '../world.ts';

/** A page of a project's history, ready to be shown. `history/` comes later, so `app.ts` passes it. */
export type FindProjectHistory = (
  reading: Reading,
  query: {
    readonly projectId: ProjectId;
    readonly readerId: AccountId;
    /** The path of the page, for its links. */
    readonly path: string;
    /** As the query of the URL has it. */
    readonly older: string | undefined;
  },
) => Promise<Html>;
