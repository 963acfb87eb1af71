/** Tells whether a transaction waited for anything but its own queries. */
export interface OnlySqlWatch {
  queryStarts(): void;
  queryEnds(): void;
  /** Ends the watch. True when something else was awaited: a timer, a file, the network, another thread. */
  stop(): boolean;
}

/**
 * Between two queries code that is pure goes on in the same turn of the event loop: what follows an answer runs as its
 * microtasks. So an alarm is set for the next turn whenever no query is under way, and the next query takes it back; when it rings,
 * something else was awaited. On SQLite, whose queries take no turn at all, the whole transaction is one turn.
 */
export function watchForOnlySql(): OnlySqlWatch {
  let underWay = 0;
  let hasWaited = false;
  let alarm: NodeJS.Immediate | undefined;

  function arm(): void {
    alarm = setImmediate(() => {
      hasWaited = true;
    });
  }
  function disarm(): void {
    if (alarm !== undefined) clearImmediate(alarm);
    alarm = undefined;
  }

  arm();
  return {
    queryStarts() {
      underWay += 1;
      disarm();
    },
    queryEnds() {
      underWay -= 1;
      if (underWay === 0) arm();
    },
    stop() {
      disarm();
      return hasWaited;
    },
  };
}
