import { html } from '../base/html.ts';
import { paths } from '../paths.ts';
import type { RefusalView, ShowRefusal } from '../web/refusal-answer.ts';
import { linkButton } from './button.ts';
import { type ErrorPage, errorContent } from './error-page.ts';
import { renderPage } from './shell.ts';
import type { SiteLook } from './site-look.ts';

/** Builds the door `ShowRefusal`: the page about what was refused, what still works and what to do. */
export function makeShowRefusal(site: () => SiteLook): ShowRefusal {
  return (view) => {
    const look = site();
    const isBroken = view.status === 404 || view.status >= 500;
    const page = errorPage(view);
    return renderPage({
      title: page.heading,
      site: look,
      viewer: { kind: 'visitor' },
      kind: isBroken ? 'broken' : 'page',
      content: errorContent({ ...page, incident: view.requestId, supportUrl: look.supportUrl }),
    });
  };
}

function errorPage(view: RefusalView): ErrorPage {
  const { status, message } = view;
  const home = linkButton({ label: 'To the front page', href: paths.front(), kind: 'plain' });
  if (status === 404) return { status, heading: 'Nothing at this address', lead: message, query: lastWord(view.path), actions: [home] };
  if (status === 429)
    return { status, heading: 'Too much at once', lead: message, text: 'Installing and reading work as usual.', actions: [home] };
  if (status >= 500)
    return {
      status,
      heading: status === 503 ? 'Closed for the moment' : 'Something broke here',
      lead: message,
      text: 'Installing works as usual where its pages are kept.',
      actions: [home],
    };
  if (status === 403) return { status, heading: 'That was refused', lead: message, text: html`Nothing was changed.`, actions: [home] };
  return { status, heading: 'That did not work', lead: message, text: 'Nothing was changed.', actions: [home] };
}

/** What somebody may have looked for: the last part of the address. */
function lastWord(path: string): string {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? ''
  )
    .replace(/[^A-Za-z0-9._-]/g, ' ')
    .slice(0, 60);
}
