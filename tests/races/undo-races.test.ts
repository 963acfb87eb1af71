import { raceEach } from '../support/race.ts';
import { UNDO_RACES } from './undo-races.ts';

raceEach(UNDO_RACES);
