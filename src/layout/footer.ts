import { type Html, html } from '../base/html.ts';
import { paths } from '../paths.ts';
import { cut } from './key-cuts.ts';
import type { SiteLook } from './site-look.ts';
import { groupedNumber, timeTag, timeText } from './times.ts';

/** Links about this index, its version, and the log's pulse: the newest signed checkpoint. */
export function footer(site: SiteLook): Html {
  const support = site.supportUrl !== undefined && html`<li><a href="${site.supportUrl}">Report a problem</a></li>`;
  // The test index has its link in the band.
  const sibling = site.kind === 'main' && site.siblingUrl !== undefined && html`<li><a href="${site.siblingUrl}">Test index</a></li>`;
  return html`<footer class="foot">
<div class="wrap foot__grid">
<nav aria-label="About this index"><ul><li><a href="${paths.help()}">Help</a></li><li><a href="${paths.security()}">Security policy</a></li>${sibling}${support}</ul></nav>
<p class="foot__proof"><span>Keyhouse ${site.version}</span>${site.checkpoint && checkpointLine(site.checkpoint)}</p>
</div>
</footer>`;
}

function checkpointLine({ size, signedAt, digest }: NonNullable<SiteLook['checkpoint']>): Html {
  const at = Date.parse(signedAt);
  return html`<span>${digest && cut(digest)} Checkpoint ${groupedNumber(size)}, signed ${timeTag(at, timeText(at))}</span>`;
}
