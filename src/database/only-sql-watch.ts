/** Tells whether a transaction waited for anything but its own queries. */
export interface OnlySqlWatch {
  queryStarts(): void;
  queryEnds(): void;
  /** Ends the watch. True when something else was awaited: a timer, a file, the network, another thread. */
  stop(): boolean;
}

/**
 * Pure code goes on by microtasks from one answer to the next question. So whenever no query is under way, a tick is armed, which runs
 * when the microtasks are used up, and the next query takes it back; when it runs, everything that is left waits for something else.
 * Not setImmediate: a timer or a file that is ready early comes before it and would pass. To be called within a microtask, that is
 * after an await: a tick armed by a tick runs before the microtasks.
 */
export function watchForOnlySql(): OnlySqlWatch {
  let underWay = 0;
  let hasWaited = false;
  let armed: symbol | undefined;

  function arm(): void {
    const mine = Symbol('armed');
    armed = mine;
    process.nextTick(() => {
      if (armed === mine) hasWaited = true;
    });
  }

  arm();
  return {
    queryStarts() {
      underWay += 1;
      armed = undefined;
    },
    queryEnds() {
      underWay -= 1;
      if (underWay === 0) arm();
    },
    stop() {
      armed = undefined;
      return hasWaited;
    },
  };
}
