import type { KyselyPlugin } from 'kysely';
import type { World } from '../../src/world.ts';

export interface BreakingTables {
  wrap(world: World): World;
  /** From now on every statement on this table fails; none when left out. */
  fail(table?: string): void;
}

/** A database of which single tables stop working, as when a disk or a right is gone. */
export function breakTables(): BreakingTables {
  let broken: string | undefined;
  const breaking: KyselyPlugin = {
    transformQuery({ node }) {
      if (broken !== undefined && JSON.stringify(node).includes(`"name":"${broken}"`)) throw new Error(`${broken} does not work`);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    wrap: (world) => ({
      ...world,
      database: { ...world.database, transaction: (work) => world.database.transaction((tx) => work(tx.withPlugin(breaking))) },
      read: {
        selectFrom: ((...from: Parameters<World['read']['selectFrom']>) => {
          if (from.flat().includes(broken as never)) throw new Error(`${broken} does not work`);
          return world.read.selectFrom(...from);
        }) as World['read']['selectFrom'],
      },
    }),
    fail(table) {
      broken = table;
    },
  };
}
