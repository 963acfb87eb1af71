import type { Role } from '../roles/role.ts';

/** What somebody wants to do. */
export type Action = 'upload' | 'create-project' | 'see-management' | 'manage-project' | 'see-history';

/** What it is done to: one project, or the whole index. */
export type ObjectKind = 'project' | 'index';

/** With what a person shows who she is. */
export type Credential = 'session' | 'token';

/**
 * What the account must have, whatever its role. Publishing and managing need a second factor that counts now, and of the kind that
 * the site's policies ask of this account: after their date a token of an account without it publishes nothing.
 */
export type Need = 'confirmed-address' | 'second-factor' | 'what-policy-asks';

export interface Rule {
  readonly object: ObjectKind;
  /** Who may: holders of these roles on the project, or everybody with an account. */
  readonly roles: readonly Role[] | 'everybody';
  readonly credentials: readonly Credential[];
  readonly needs: readonly Need[];
  /** What the action is, for people: "upload files to this project". */
  readonly words: string;
}

/** Who may do what to what: the one place where it is written. Pages hide what it denies, and every act asks it again. */
export const MATRIX: Readonly<Record<Action, Rule>> = {
  upload: {
    object: 'project',
    roles: ['owner', 'maintainer'],
    credentials: ['token'],
    needs: ['confirmed-address', 'second-factor', 'what-policy-asks'],
    words: 'upload files to this project',
  },
  'create-project': {
    object: 'index',
    roles: 'everybody',
    credentials: ['token'],
    needs: ['confirmed-address', 'second-factor', 'what-policy-asks'],
    words: 'make a new project',
  },
  'see-management': {
    object: 'project',
    roles: ['owner', 'maintainer'],
    credentials: ['session'],
    needs: [],
    words: 'see how this project is managed',
  },
  'manage-project': {
    object: 'project',
    roles: ['owner'],
    credentials: ['session'],
    needs: ['confirmed-address', 'second-factor', 'what-policy-asks'],
    words: 'manage this project',
  },
  'see-history': {
    object: 'project',
    roles: ['owner'],
    credentials: ['session'],
    needs: ['confirmed-address', 'second-factor', 'what-policy-asks'],
    words: 'read the history of this project',
  },
};
