import { type Html, html } from '../base/html.ts';
import { command } from '../layout/code.ts';
import { empty } from '../layout/empty.ts';
import { icon } from '../layout/icons.ts';
import { marginPart } from '../layout/part.ts';
import { groupedNumber } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { releaseList } from './release-list.ts';
import type { Counts, ListedRelease } from './store.ts';

export interface FrontView {
  /** Origin of the site. */
  readonly siteUrl: string;
  readonly counts: Counts;
  readonly newest: readonly ListedRelease[];
  /** Milliseconds. */
  readonly now: number;
}

/** What this index is, what is new in it, and how tools use it. */
export function frontPage(view: FrontView): Html {
  const nothing = empty({
    title: 'No project yet',
    text: html`The first upload makes one. <a href="${paths.help('upload')}">How to upload</a>.`,
  });
  return html`<div class="front beside"><div><h1>A Python index whose accounts are hard to steal</h1>${searchForm('q-front', 'Find a project')}<p class="front__about">Install from it with pip, uv or poetry as from any index. Whoever publishes here signs in with a second factor, and every act that could harm a package leaves an entry that nobody can take back unseen.</p></div>${numbers(view.counts)}</div>
${marginPart({ id: 'newest', heading: 'Newest releases', isFirst: true, content: view.newest.length === 0 ? nothing : releaseList(view.newest, view.now) })}
${marginPart({ id: 'use', heading: 'Use it', note: 'The same commands as for any index', content: tools(view.siteUrl) })}
${marginPart({ id: 'why', heading: 'Why accounts are hard to steal here', content: REASONS })}`;
}

/** Asks for projects by a part of their name. */
export function searchForm(id: string, label: string, query = ''): Html {
  return html`<form class="front__search" role="search" action="${paths.search()}"><label class="field__label" for="${id}">${label}</label><div class="input-group"><input class="input" id="${id}" name="q" type="search" value="${query}" autocomplete="off"><button class="button" type="submit">${icon('search')}Search</button></div></form>`;
}

function numbers({ projects, releases, files }: Counts): Html {
  const facts = [
    ['Projects', projects],
    ['Releases', releases],
    ['Files', files],
  ] as const;
  return html`<dl class="facts facts--wide front__numbers">${facts.map(([name, count]) => html`<div><dt>${name}</dt><dd>${groupedNumber(count)}</dd></div>`)}</dl>`;
}

function tools(siteUrl: string): Html {
  const index = `${siteUrl}${paths.simpleIndex()}`;
  const commands = [
    ['pip', `pip install --index-url ${index} NAME`],
    ['uv', `uv add --index ${index} NAME`],
    ['twine', `twine upload --repository-url ${siteUrl}${paths.upload()} dist/*`],
  ] as const;
  return html`<dl class="tools">${commands.map(([tool, text]) => html`<div><dt>${tool}</dt><dd>${command({ text, label: `${tool} command` })}</dd></div>`)}</dl><p class="small muted above-3">Passwords never upload: <a href="${paths.help('apitoken')}">make a token</a>.</p>`;
}

const REASONS: Html = html`<div class="three">
<div class="stack-2"><h3>A second factor first</h3><p class="muted">A password alone opens nothing that can harm a package. A code counts once, whatever it was used for. <a href="${paths.help('totp')}">Authenticator apps</a></p></div>
<div class="stack-2"><h3>Tokens worth little</h3><p class="muted">A token uploads, to one project if you like, and can do nothing else. Stolen, it does not sign in. <a href="${paths.help('apitoken')}">Tokens</a></p></div>
<div class="stack-2"><h3>A log that remembers</h3><p class="muted">Each act is an entry in a signed log, and every owner reads in words what happened to the account. <a href="${paths.security()}">Security policy</a></p></div>
</div>`;
