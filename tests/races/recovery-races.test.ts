import { raceEach } from '../support/race.ts';
import { RECOVERY_RACES } from './recovery-races.ts';

raceEach(RECOVERY_RACES);
