import type { AccountId, FileId, ProjectId, ReleaseId, Sha256Hex, TokenId } from '../base/brands.ts';

export interface TokensTable {
  id: TokenId;
  account_id: AccountId;
  description: string;
  root_key_sealed: string;
  /** JSON list of the caveats it was made with, for showing. */
  caveats: string;
  project_id: ProjectId | null;
  made_at: number;
  deleted_at: number | null;
  /** Opens nothing until its owner says it is theirs: set by a reset, by a removed last factor (B12). */
  suspended_at: number | null;
  row_mac: string;
}

export interface ProjectsTable {
  id: ProjectId;
  /** Normalised (PEP 503). */
  name: string;
  display_name: string;
  /** Confusable names share it. */
  ultra_name: string;
  made_at: number;
  /** Raised in the act by whatever a public page shows (design 8). */
  version: number;
  changed_at: number;
}

export interface ProjectRolesTable {
  id: string;
  project_id: ProjectId;
  account_id: AccountId;
  role: 'owner' | 'maintainer';
  granted_at: number;
  row_mac: string;
}

export interface ReleasesTable {
  id: ReleaseId;
  project_id: ProjectId;
  version: string;
  /** Without trailing zeros: 1.0 and 1 are one release. */
  canonical_version: string;
  /** JSON of the core metadata of the first file. */
  metadata: string;
  description_html: string;
  made_at: number;
  yanked_at: number | null;
  yanked_reason: string | null;
}

export interface FilesTable {
  id: FileId;
  release_id: ReleaseId;
  project_id: ProjectId;
  filename: string;
  kind: 'wheel' | 'sdist';
  python_tag: string;
  requires_python: string | null;
  size: number;
  sha256: Sha256Hex;
  blake2b256: string;
  /** SHA-256 of the METADATA sidecar, itself a stored file. */
  metadata_sha256: Sha256Hex | null;
  uploaded_at: number;
  uploaded_by: AccountId;
  token_id: TokenId;
}

/** Every file name ever used: never free again. */
export interface FilenamesTable {
  filename: string;
  project_id: ProjectId;
  sha256: Sha256Hex;
  claimed_at: number;
}

/** What the file store holds: `kept_at` before bytes are trusted, `dropped_at` before they are removed (law 3). */
export interface BlobsTable {
  sha256: Sha256Hex;
  size: number;
  kept_at: number;
  dropped_at: number | null;
}
