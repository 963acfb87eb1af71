import { type Html, html } from '../base/html.ts';
import { paths } from '../paths.ts';
import { icon } from './icons.ts';
import { headerKey } from './key-cuts.ts';
import type { SiteLook, Viewer } from './site-look.ts';

export type Header = {
  readonly site: SiteLook;
  readonly viewer: Viewer;
  readonly hasSearch: boolean;
  /** On the front page the key has its full size. */
  readonly isFront: boolean;
  /** On pages about something broken it has snapped. */
  readonly isBroken: boolean;
};

/** The header is a key: the bow leads home, the shaft is the rule under the bar, the cuts are those of this index's log. */
export function header({ site, viewer, hasSearch, isFront, isBroken }: Header): Html {
  const own = html`<p class="top__own">Cut from the public key of this index’s log.</p>`;
  return html`<header class="top${isFront && ' top--front'}">
<div class="wrap">
<div class="top__bar">
<a class="top__name" href="${paths.front()}">${site.name}${site.kind === 'test' && html`<span class="site">test</span>`}</a>
${hasSearch && searchForm()}
<nav class="top__links" aria-label="Site">${hasSearch && searchLink()}${links(site, viewer)}</nav>
</div>
${headerKey(site.logCuts, isBroken)}${isFront && !isBroken && own}
</div>
</header>`;
}

function links(site: SiteLook, viewer: Viewer): Html {
  if (viewer.kind === 'half') return html`<a href="${paths.help()}">Help</a>`;

  const help = html`<a class="wide" href="${paths.help()}">Help</a>`;
  if (viewer.kind === 'account') return html`${help}${accountMenu(viewer)}`;
  return html`${help}${site.canRegister && html`<a class="wide" href="${paths.register()}">Create account</a>`}<a href="${paths.login()}">Sign in</a>`;
}

function accountMenu({ username, isOperator, csrfToken }: Extract<Viewer, { kind: 'account' }>): Html {
  return html`<details class="menu"><summary>${icon('person')}<span>${username}</span>${icon('down')}</summary><ul class="menu__list"><li><a href="${paths.account()}">Account</a></li><li><a href="${paths.accountHistory()}">Security history</a></li><li><a href="${paths.manageProjects()}">Projects</a></li>${isOperator && html`<li><a href="${paths.admin()}">Operators</a></li>`}<li><a href="${paths.help()}">Help</a></li><li><form method="post" action="${paths.logout()}"><input type="hidden" name="csrf_token" value="${csrfToken}"><button type="submit">Sign out</button></form></li></ul></details>`;
}

function searchForm(): Html {
  return html`<form class="top__search" role="search" aria-label="All pages" action="${paths.search()}"><label class="unseen" for="q-top">Search projects</label><div class="input-group"><input class="input input--low" id="q-top" name="q" type="search" placeholder="Search projects" autocomplete="off"><button class="button button--plain button--low" type="submit">${icon('search')}<span class="unseen">Search</span></button></div></form>`;
}

/** Stands in for the form on a phone. */
function searchLink(): Html {
  return html`<a class="top__find" href="${paths.search()}">${icon('search')}<span class="unseen">Search</span></a>`;
}
