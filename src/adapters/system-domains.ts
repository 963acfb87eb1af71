import { Resolver } from 'node:dns/promises';
import type { Domains } from '../world.ts';

const ANSWER_MS = 5_000;
const TRIES = 2;

/** Where nothing is known of domains, nothing is ever held against one. */
export const NO_DOMAINS: Domains = { look: async () => 'unknown' };

/** Asks the machine's name servers. */
export function makeSystemDomains(): Domains {
  const resolver = new Resolver({ timeout: ANSWER_MS, tries: TRIES });
  return {
    async look(domain) {
      try {
        await resolver.resolveMx(domain);
        return 'there';
      } catch (error) {
        const { code } = error as { code?: string };
        // No such record is an answer: the domain is there. NXDOMAIN, which Node calls ENOTFOUND, is the one that denies it.
        if (code === 'ENODATA') return 'there';
        return code === 'ENOTFOUND' && (await answersAtAll(resolver)) ? 'gone' : 'unknown';
      }
    },
  };
}

/** A server that denies everything, as in a closed network, denies the root too. */
async function answersAtAll(resolver: Resolver): Promise<boolean> {
  return resolver.resolveNs('.').then(
    (servers) => servers.length > 0,
    () => false,
  );
}
