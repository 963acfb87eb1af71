import { raceEach } from '../support/race.ts';
import { LINK_RACES } from './link-races.ts';

raceEach(LINK_RACES);
