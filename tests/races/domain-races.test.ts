import { raceEach } from '../support/race.ts';
import { DOMAIN_RACES } from './domain-races.ts';

raceEach(DOMAIN_RACES);
