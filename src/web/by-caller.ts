import { type By, byStranger, type Origin } from '../audit/actor.ts';
import type { AccountId, PersonId } from '../base/brands.ts';
import type { AccountCaller } from './caller.ts';
import type { Visit } from './visit.ts';

/** The origin of a request, as events keep it. */
export function originOf(visit: Visit): Origin {
  return { address: visit.address, userAgent: visit.userAgent, requestId: visit.requestId, network: visit.network };
}

/** An act by somebody who is signed in; operators act as `operator` on operators' pages. */
export function byCaller(caller: AccountCaller, visit: Visit, as: 'person' | 'operator' = 'person'): By {
  return {
    actor: { kind: as, accountId: caller.accountId, personId: caller.personId },
    origin: originOf(visit),
    credential: { kind: 'session', id: caller.session.handle, strength: caller.session.strength },
  };
}

/** An act behind a mailed link: by whoever opened it; by a person where more than the link showed who it is. */
export function byLink(visit: Visit, person?: { readonly id: AccountId; readonly person_id: PersonId }): By {
  const { actor, origin } = byStranger(originOf(visit));
  const known = person && ({ kind: 'person', accountId: person.id, personId: person.person_id } as const);
  return { actor: known ?? actor, origin, credential: { kind: 'link', id: '' } };
}
