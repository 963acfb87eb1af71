// Loaded before each test file. One that leaves something open would hang the run: it is named and ended.
import { after } from 'node:test';

const GRACE_MS = 10_000;

after(() => {
  // Unreferenced, it fires only while something else keeps the process alive.
  setTimeout(() => {
    const open = [...new Set(process.getActiveResourcesInfo())].join(', ');
    console.error(`${process.argv[1]}: its tests have ended, but something is still open (${open}).`);
    process.exit(1);
  }, GRACE_MS).unref();
});
