import { findStandings } from '../access/find-standings.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { get, type Route } from '../web/route.ts';
import { adoptionPage } from './adoption-page.ts';
import { adoptionOf } from './note-adoption.ts';
import { listAdoptionDays } from './store.ts';

/** Which second factors accounts have, over time. */
export function adoptionRoutes(showPage: ShowPage): readonly Route[] {
  return [
    get(paths.adminAdoption(), { who: 'operator', limit: 'page' }, async (request, reading) => {
      // Today's numbers are counted as the page is asked for; the job may be ten minutes late.
      const today = adoptionOf(await findStandings(reading), reading.clock.now());
      const before = (await listAdoptionDays(reading.read)).filter(({ day }) => day !== today.day);
      return showPage(request, { title: 'Second factors', content: adoptionPage([...before, today]) });
    }),
  ];
}
