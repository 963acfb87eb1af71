import { type Html, html, renderHtml } from '../base/html.ts';
import { testBand } from './band.ts';
import { footer } from './footer.ts';
import { header } from './header.ts';
import type { SiteLook, Viewer } from './site-look.ts';

export type Page = {
  /** Without the site's name, which is added. */
  readonly title: string;
  readonly site: SiteLook;
  readonly viewer: Viewer;
  readonly content: Html;
  /**
   * `gate`: sign-in and the like, without search; `front`: large key, its own search; `search`: results, its own search;
   * `broken`: 404 and 500, the key has snapped. Otherwise `page`.
   */
  readonly kind?: 'page' | 'gate' | 'front' | 'search' | 'broken' | undefined;
  /** Beside the test index's own: `band(…)`. */
  readonly bands?: readonly Html[] | undefined;
  /** Above the content: `notice(…)`, such as what the last form did. */
  readonly notices?: readonly Html[] | undefined;
  /** More browser scripts than `site.ts`, by file name. */
  readonly scripts?: readonly string[] | undefined;
  /** A form came back with errors: the title begins with "Error:". */
  readonly hasErrors?: boolean | undefined;
};

/** A whole page as text. Nothing in it needs a script or an inline style: it runs under the strictest content policy. */
export function renderPage(page: Page): string {
  const { site, viewer, content, kind = 'page', bands = [], notices = [] } = page;
  const asideNotices = notices.length > 0 && html`<div class="page-notices">${notices}</div>`;
  return renderHtml(html`<!doctype html>
<html lang="en" data-site="${site.kind}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.hasErrors && 'Error: '}${page.title} · ${site.name}</title>
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${site.assets('site.css')}">
<link rel="icon" href="${site.assets(site.kind === 'test' ? 'mark-test.svg' : 'mark.svg')}" type="image/svg+xml">
${['site.ts', ...(page.scripts ?? [])].map((file) => html`<script type="module" src="${site.assets(file)}"></script>`)}
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
${site.kind === 'test' && testBand(site.siblingUrl)}${bands}
${header({ site, viewer, hasSearch: kind === 'page' || kind === 'broken', isFront: kind === 'front', isBroken: kind === 'broken' })}
<main id="main" tabindex="-1">
<div class="wrap">
${asideNotices}${content}
</div>
</main>
${footer(site)}
<p id="live" class="unseen" role="status"></p>
</body>
</html>
`);
}
