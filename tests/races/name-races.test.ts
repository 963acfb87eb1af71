import { raceEach } from '../support/race.ts';
import { NAME_RACES } from './name-races.ts';

raceEach(NAME_RACES);
