import type { KyselyPlugin } from 'kysely';
import type { World } from '../../src/world.ts';

/** What the outside world was asked for since the last `take`: commits, slow hashes, mails; each statement's kind in its order. */
export interface CountedWork {
  wrap(world: World): World;
  take(): readonly string[];
}

/** Counts work instead of time: what takes the same steps takes the same time. */
export function countWork(): CountedWork {
  let steps: string[] = [];
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      steps.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    wrap: (world) => ({
      ...world,
      slowHash: {
        hash(password, salt, network) {
          steps.push('slow hash');
          return world.slowHash.hash(password, salt, network);
        },
      },
      database: {
        ...world.database,
        transaction(work) {
          steps.push('commit');
          return world.database.transaction((tx) => work(tx.withPlugin(counting)));
        },
      },
      read: {
        selectFrom: ((...from: Parameters<World['read']['selectFrom']>) => {
          steps.push('read');
          return world.read.selectFrom(...from);
        }) as World['read']['selectFrom'],
      },
    }),
    take() {
      const taken = steps;
      steps = [];
      return taken;
    },
  };
}
