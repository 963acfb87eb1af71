/** What every page shows about this index; made once at start, the checkpoint renewed by `app.ts`. */
export type SiteLook = {
  readonly name: string;
  readonly kind: 'main' | 'test';
  /** Whole URL of the other index of this house: the test index seen from the main one, and the main one from there. */
  readonly siblingUrl?: string | undefined;
  readonly supportUrl?: string | undefined;
  /** `depths(sha256 of the log's public key, 10)`. */
  readonly logCuts: readonly number[];
  /** The newest signed checkpoint; `signedAt` as ISO text in UTC, `digest` its root hash in hexadecimal. */
  readonly checkpoint?: { readonly size: number; readonly signedAt: string; readonly digest?: string | undefined } | undefined;
  /** The path of a file of `loadAssets`. */
  readonly assets: (file: string) => string;
  readonly version: string;
  /** Whether a stranger may create an account; otherwise the header offers signing in only. */
  readonly canRegister: boolean;
};

/** Who looks at the page. `half`: password given, second factor not yet, or an address not confirmed yet. */
export type Viewer =
  | { readonly kind: 'visitor' }
  | { readonly kind: 'half' }
  | { readonly kind: 'account'; readonly username: string; readonly isOperator: boolean; readonly csrfToken: string };
