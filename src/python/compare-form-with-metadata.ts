import { Refusal } from '../base/refusal.ts';
import { compareFields } from './compare-fields.ts';
import { type DistributionFilename, sdistFilename } from './filename.ts';
import type { CoreMetadata } from './metadata.ts';
import { isProjectName, normalizeProjectName } from './project-name.ts';
import { quote } from './quote.ts';
import type { UploadForm } from './upload-form.ts';
import { findVersion } from './version.ts';

/**
 * Makes sure that an upload says one thing: its form, its filename and the metadata inside the file must agree on the kind of file, on
 * the project and on the version; and whatever else the form says must stand inside too.
 *
 * @throws Refusal `upload.filetype-mismatch`, `upload.name-mismatch`, `upload.version-mismatch`, `upload.metadata-mismatch`
 */
export function compareFormWithMetadata(form: UploadForm, filename: DistributionFilename, inside: CoreMetadata): void {
  compareFormWithFilename(form, filename);

  const source = filename.kind === 'wheel' ? 'METADATA inside the wheel' : 'PKG-INFO inside the sdist';
  checkName(filename, inside.name, source);
  checkVersion(filename, inside.version, source);
  compareFields(form.metadata, inside, source);
}

/** The part of it that needs no look inside the file. @throws Refusal as `compareFormWithMetadata` */
export function compareFormWithFilename(form: UploadForm, filename: DistributionFilename): void {
  checkFiletype(form, filename);
  checkName(filename, form.metadata.name, 'the form');
  checkVersion(filename, form.metadata.version, 'the form');
}

function checkFiletype(form: UploadForm, filename: DistributionFilename): void {
  const right = filename.kind === 'wheel' ? 'bdist_wheel' : 'sdist';
  if (form.filetype === right) return;
  throw mismatch(
    'filetype',
    `The form says filetype ${form.filetype}, but "${filename.filename}" is of type ${right}: send the right one.`,
  );
}

function checkName(filename: DistributionFilename, written: string | undefined, source: string): void {
  const name = normalizeProjectName(written ?? '');
  if (isProjectName(name) && name === filename.name) return;
  throw mismatch(
    'name',
    `The filename "${filename.filename}" is of project ${filename.name}, but ${source} says ${shown(written)}: build the file again.`,
  );
}

/** A wheel's filename may spell the version in another way, an sdist's may not. */
function checkVersion(filename: DistributionFilename, written: string | undefined, source: string): void {
  const version = findVersion(written ?? '');
  if (version === undefined || version.canonical !== filename.version.canonical) {
    throw mismatch(
      'version',
      `The filename "${filename.filename}" is of version ${filename.version.text}, but ${source} says ${shown(written)}: build the file again.`,
    );
  }
  if (filename.kind === 'sdist' && version.text !== filename.version.text) {
    const right = sdistFilename(filename.name, version);
    throw mismatch(
      'version',
      `The sdist "${filename.filename}" must be named "${right}", because ${source} says version ${shown(written)}.`,
    );
  }
}

function shown(written: string | undefined): string {
  return written === undefined ? 'none' : quote(written);
}

function mismatch(what: 'filetype' | 'name' | 'version', message: string): Refusal {
  return new Refusal('invalid', `upload.${what}-mismatch`, message, { field: what });
}
