import { raceEach } from '../support/race.ts';
import { WAY_BACK_RACES } from './recovery-races.ts';

raceEach(WAY_BACK_RACES);
