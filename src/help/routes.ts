import { findPolicies } from '../accounts/find-policies.ts';
import { DAY } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { jsonAnswer, textAnswer } from '../web/answer.ts';
import { get, type Route } from '../web/route.ts';
import { helpPage, securityPage } from './pages.ts';

/** Help, the security policy and its file for machines, health. */
export function helpRoutes({ showPage }: { readonly showPage: ShowPage }): readonly Route[] {
  return [
    get('/help/', { who: 'anyone', limit: 'page' }, async (request, reading) => {
      const { url: siteUrl, siteName, releaseOpenDays } = reading.settings;
      const { uploadRules: rules } = await findPolicies(reading);
      return showPage(request, { title: 'Help', content: helpPage({ siteUrl, siteName, rules, releaseOpenDays }) }, { cache: 'page' });
    }),
    get(paths.security(), { who: 'anyone', limit: 'page' }, async (request, { settings }) =>
      showPage(
        request,
        { title: 'Security policy', content: securityPage({ siteName: settings.siteName, contact: settings.securityContact }) },
        { cache: 'page' },
      ),
    ),
    get(paths.securityTxt(), { who: 'anyone', limit: 'page' }, async (_request, { settings, clock }) => {
      if (settings.securityContact === undefined)
        throw new Refusal('not-found', 'help.no-contact', 'The operators of this index have named no security contact.');
      const expires = new Date(clock.now() + 180 * DAY).toISOString();
      return textAnswer(
        `Contact: ${settings.securityContact}\nExpires: ${expires}\nPolicy: ${settings.url}${paths.security()}\nCanonical: ${settings.url}${paths.securityTxt()}\n`,
        { cache: 'page' },
      );
    }),
    get(paths.health(), { who: 'token', limit: 'index' }, async (_request, reading) => {
      await findPolicies(reading);
      return jsonAnswer('{"status":"ok"}\n');
    }),
  ];
}
