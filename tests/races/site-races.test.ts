import { raceEach } from '../support/race.ts';
import { SITE_RACES } from './site-races.ts';

raceEach(SITE_RACES);
