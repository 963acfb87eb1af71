import { raceEach } from '../support/race.ts';
import { PRACTICE_RACES } from './recovery-races.ts';

raceEach(PRACTICE_RACES);
