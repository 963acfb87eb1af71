// Serves sample pages that show every part of the look: node tools/show-look.ts [port]. Nothing in them is real.
import { startLookServer } from './look-server.ts';

const DEFAULT_PORT = 8766;

startLookServer(Number(process.argv[2] ?? DEFAULT_PORT));
