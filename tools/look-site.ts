import { createHash } from 'node:crypto';
import type { Html } from '../src/base/html.ts';
import { linkButton } from '../src/layout/button.ts';
import { depths } from '../src/layout/key-cuts.ts';
import type { Page } from '../src/layout/shell.ts';
import type { SiteLook, Viewer } from '../src/layout/site-look.ts';

export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
export const NOW: number = Date.UTC(2026, 10, 24, 10, 41, 58);
export const csrfToken: string = 'o8p2';
export const ines: Viewer = { kind: 'account', username: 'ines', isOperator: true, csrfToken };
export const digest: string = sha256Hex('tidewater');
export const codes: readonly string[] = [
  'k7qd-m2xw-9trb-4hfz',
  'p3vn-8cjs-xk6m-2wqa',
  'w9bt-5rhd-j4np-7yxc',
  '2mfk-q8zv-c6ts-hb3n',
  'x5ja-n7pw-3gkd-v9rq',
];

export type Sample = Omit<Page, 'site'> & { readonly isTest?: boolean };

/** An index that does not exist, for looking at. */
export function sampleSite(kind: 'main' | 'test', assets: (file: string) => string): SiteLook {
  return {
    name: 'Keyhouse',
    kind,
    siblingUrl: kind === 'test' ? 'https://keyhouse.example.org/' : undefined,
    supportUrl: 'mailto:help@example.org',
    logCuts: depths(sha256Hex(kind === 'test' ? 'test.keyhouse.example.org' : 'cut4:keyhouse.example.org')),
    checkpoint: { size: 48_213, signedAt: new Date(NOW).toISOString(), digest: sha256Hex('cp48213') },
    assets,
    version: '0.1.0',
    canRegister: true,
  };
}

export const small = (label: string, unseen: string): Html => linkButton({ href: '#', label, unseen, kind: 'plain', isSmall: true });
