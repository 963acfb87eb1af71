import { type Html, html } from '../base/html.ts';
import { icon } from '../layout/icons.ts';
import { cut } from '../layout/key-cuts.ts';
import { agoText, dayText, timeTag } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { ListedRelease } from './store.ts';

/** An older release has its day instead. */
const SHORT_AGO_MS = 7 * 86_400_000;

/** Releases with the key cut of a file, what they are, how they came and when; `now` in milliseconds. */
export function releaseList(releases: readonly ListedRelease[], now: number): Html {
  return html`<ol class="newest">${releases.map((release) => oneRelease(release, now))}</ol>`;
}

function oneRelease(release: ListedRelease, now: number): Html {
  const { name, display_name: displayName, version, made_at: madeAt, uploader } = release;
  const when = now - madeAt < SHORT_AGO_MS ? agoText(madeAt, now) : dayText(madeAt);
  const how = html`<p class="newest__how">${icon('token', 'none')}Uploaded with a token${uploader !== null && html` by <a class="mono" href="${paths.user(uploader)}">${uploader}</a>`}</p>`;
  return html`<li>${release.sha256 === null ? html`<span></span>` : cut(release.sha256)}<a class="newest__name" href="${paths.project(name)}">${displayName} <span class="version">${version}</span></a><span class="newest__when">${timeTag(madeAt, when)}</span><p class="newest__sum">${summaryOf(release)}</p>${how}</li>`;
}

function summaryOf({ metadata }: ListedRelease): string {
  return (JSON.parse(metadata) as { summary?: string }).summary ?? '';
}
