import { Refusal } from '../base/refusal.ts';
import type { CheckedMetadata } from '../python/check-metadata.ts';
import type { DistributionFilename } from '../python/filename.ts';
import type { UploadForm } from '../python/upload-form.ts';
import type { RuleSet } from '../python/upload-rules.ts';
import type { Incoming } from '../world.ts';

/** What was read and checked of an upload, before it becomes visible. */
export interface CheckedUpload {
  readonly form: UploadForm;
  readonly filename: DistributionFilename;
  readonly metadata: CheckedMetadata;
  readonly content: Incoming;
  /** The METADATA sidecar of a wheel, itself a stored file. */
  readonly sidecar: Incoming | undefined;
  readonly descriptionHtml: string;
  /** Those it was held to. */
  readonly rules: RuleSet;
}

/** In words that twine's --skip-existing knows. */
export function fileExists(filename: string): Refusal {
  return new Refusal(
    'invalid',
    'upload.file-exists',
    `File already exists: ${filename} was uploaded before and can not be replaced. Use another version.`,
  );
}

/** Not a conflict: tools take 409 for "already there" and would go on. */
export function confusable(name: string, other: string): Refusal {
  return new Refusal(
    'invalid',
    'upload.confusable-name',
    `The name "${name}" is easily mistaken for the project "${other}". Choose another.`,
  );
}
