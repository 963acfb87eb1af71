import { raceEach } from '../support/race.ts';
import { CLOSING_RACES } from './closing-races.ts';

raceEach(CLOSING_RACES);
