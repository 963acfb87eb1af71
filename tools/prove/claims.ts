import type { Claim } from './claim.ts';
import { clients } from './clients.ts';
import { crash } from './crash.ts';
import { once } from './once.ts';
import { password } from './password.ts';

/** All claims, in README's order. */
export const CLAIMS: readonly Claim[] = [clients, password, once, crash];
