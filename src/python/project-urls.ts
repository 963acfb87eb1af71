import { Refusal } from '../base/refusal.ts';
import { isSafeLink } from '../base/safe-link.ts';
import { quote } from './quote.ts';

/** A link that a project shows under a label. */
export interface ProjectUrl {
  readonly label: string;
  /** http or https. */
  readonly url: string;
}

const MAX_LABEL_LENGTH = 32;

/**
 * Reads the links of a project, each `Label, URL`, each label once.
 *
 * @throws Refusal `upload.bad-metadata`
 * @see the core metadata specification, Project-URL
 */
export function parseProjectUrls(written: readonly string[]): readonly ProjectUrl[] {
  const urls = new Map<string, ProjectUrl>();
  for (const text of written) {
    const { label, url } = cutProjectUrl(text);
    if (label === '' || [...label].length > MAX_LABEL_LENGTH) {
      throw bad('project_urls', `Project-URL ${quote(text)} must be a label of 1 to ${MAX_LABEL_LENGTH} characters, a comma and a URL.`);
    }
    if (urls.has(label)) throw bad('project_urls', `Project-URL has the label ${quote(label)} twice: give each link its own label.`);
    checkUrl('project_urls', 'Project-URL', url);
    urls.set(label, { label, url });
  }
  return [...urls.values()];
}

/** The two parts of a `Label, URL`; unchecked. */
export function cutProjectUrl(text: string): ProjectUrl {
  const comma = text.indexOf(',');
  return { label: text.slice(0, Math.max(comma, 0)).trim(), url: text.slice(comma + 1).trim() };
}

/** @throws Refusal `upload.bad-metadata` for anything but a whole http or https URL */
export function checkUrl(field: string, header: string, url: string): void {
  if (/^https?:\/\//i.test(url) && isSafeLink(url) && URL.canParse(url)) return;
  throw bad(field, `${header} can not be ${quote(url)}: it must be a whole http or https URL.`);
}

function bad(field: string, message: string): Refusal {
  return new Refusal('invalid', 'upload.bad-metadata', message, { field });
}
