import { raceEach } from '../support/race.ts';
import { FREEZE_RACES } from './freeze-races.ts';

raceEach(FREEZE_RACES);
