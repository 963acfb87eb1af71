import { raceEach } from '../support/race.ts';
import { SIGN_IN_RACES } from './sign-in-races.ts';

raceEach(SIGN_IN_RACES);
