import { Visitor } from '../support/browser-client.ts';
import { LONG_NAME } from './fill-site.ts';
import type { Tour } from './tour.ts';

/** What anybody may look at. */
export async function lookAround(tour: Tour): Promise<void> {
  await tour.open('/');
  await tour.look('front', { heading: 'A Python index whose accounts are hard to steal', says: 'brambleconf' });
  await tour.open('/search/');
  await tour.look('search', { heading: 'Search' });
  await tour.open('/search/?q=tide');
  await tour.look('search-found', { heading: 'Search', says: 'tidewater' });
  await tour.open('/search/?q=anchor');
  await tour.look('search-nothing', { heading: 'Search', says: 'No project with “anchor” in its name' });
  await lookAtProjects(tour);
  await tour.open('/user/ines/');
  await tour.look('user', { heading: 'ines', says: 'tidewater' });
  await tour.open('/user/maud/');
  await tour.look('user-without-projects', { heading: 'maud', says: 'No project yet' });
  await lookAtStop(tour);
  await tour.open('/help/');
  await tour.look('help', { heading: 'Help' });
  await tour.open('/security/');
  await tour.look('security', { heading: 'Security policy', says: 'security@example.org' });
}

async function lookAtProjects(tour: Tour): Promise<void> {
  await tour.open('/project/tidewater/');
  await tour.look('project', { heading: 'tidewater 3.2.0', says: 'In two minutes' });
  await tour.open('/project/tidewater/2.0.1/');
  await tour.look('project-older', { heading: 'tidewater 2.0.1', says: 'An older version' });
  await tour.open(`/project/${LONG_NAME}/`);
  await tour.look('project-long-name', { heading: `${LONG_NAME} 2026.11.24.post1` });
  await tour.open('/project/nothing/');
  await tour.look('project-bare', { heading: 'nothing 1.0', says: 'The author wrote no description' });
}

/** Thrown out: what was removed still stops, and a wrong code does not. */
async function lookAtStop(tour: Tour): Promise<void> {
  await tour.open('/account/stop/');
  await tour.look('stop-everything', { heading: 'Thrown out?', says: 'it still stops everything' });
  await tour.send('Stop it with the app', { username: 'ines', totp_value: '000000' });
  await tour.look('stop-everything-wrong', { heading: 'Thrown out?', says: 'That stops nothing', status: 403 });
  await tour.open('/account/stop/?done=stopped');
  await tour.look('stop-everything-done', { heading: 'Everything is stopped' });
}

/** What was refused, and how it is said. */
export async function beRefused(tour: Tour): Promise<void> {
  await tour.open('/projects/tidewater');
  await tour.look('lost', { heading: 'Nothing at this address', status: 404 });
  await tour.open('/project/tidewaiter/');
  await tour.look('lost-project', { heading: 'Nothing at this address', says: 'no such project', status: 404 });
  await tour.open('/account/login/?next=/&next=/help/');
  await tour.look('malformed', { heading: 'That did not work', status: 400 });

  await tour.open('/account/request-password-reset/');
  await tour.page.context().clearCookies();
  await tour.send('Send a link', { username_or_email: 'ines' });
  await tour.look('forbidden', { heading: 'That was refused', status: 403 });

  await askTooOften(tour);
  await tour.open('/account/request-password-reset/');
  await tour.send('Send a link', { username_or_email: 'ines' });
  await tour.look('too-much', { heading: 'Too much at once', status: 429 });
}

async function askTooOften({ site, seat }: Tour): Promise<void> {
  const stranger = new Visitor(site.origin, { address: seat.address });
  for (let asked = 0; asked < 60; asked += 1) {
    await stranger.open('/account/request-password-reset/');
    await stranger.send('/account/request-password-reset/', { username_or_email: 'nobody' });
  }
}
