import type { Html } from '../base/html.ts';
import { paths } from '../paths.ts';
import { type Answer, htmlAnswer } from '../web/answer.ts';
import type { Caller } from '../web/caller.ts';
import type { PageRequest } from '../web/route.ts';
import { warningBand } from './band.ts';
import { type Page, renderPage } from './shell.ts';
import type { SiteLook, Viewer } from './site-look.ts';

/** A page as a handler describes it; who looks and the site's look are added. */
export interface ShownPage extends Omit<Page, 'site' | 'viewer'> {
  readonly content: Html;
}

export type PageAnswer = Pick<Answer, 'cookies' | 'cache' | 'headers'> & { readonly status?: number };

/** Answers with a page in the site's shell. Made once by `app.ts`, passed to every capability's routes. */
export type ShowPage = (request: PageRequest, page: ShownPage, answer?: PageAnswer) => Answer;

/** `site` is asked at each page, because the newest checkpoint stands in the footer. */
export function makeShowPage(site: () => SiteLook): ShowPage {
  return (request, page, answer = {}) =>
    htmlAnswer(renderPage({ ...page, bands: bandsOf(request, page), site: site(), viewer: viewerOf(request) }), answer);
}

/** What the account is warned of, over the page; not on the way to mending it, nor where it is mended already. */
function bandsOf({ caller, path }: PageRequest, { bands = [] }: ShownPage): readonly Html[] {
  const asked: Caller = caller;
  if (asked.kind !== 'account' || asked.warning === undefined || asked.owes !== 'nothing') return bands;
  if (path === paths.webauthnProvision() || path === paths.totpProvision() || path === paths.recoveryCodes()) return bands;
  return [...bands, warningBand(asked.warning)];
}

function viewerOf(request: PageRequest): Viewer {
  const caller: Caller = request.caller;
  // A visitor's page asks for no token unless it has a form of its own: asking sets a cookie.
  if (caller.kind === 'account')
    return { kind: 'account', username: caller.username, isOperator: caller.isOperator, csrfToken: request.csrfToken };
  return { kind: caller.kind === 'visitor' ? 'visitor' : 'half' };
}
