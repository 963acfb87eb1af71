import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { findProgram } from '../support/programs.ts';

const ARGUMENTS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Debian's, or the machine's own, without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findProgram('chromium') ?? '', args: ARGUMENTS.split(' ') });
}

export const WIDE: { readonly width: number; readonly height: number } = { width: 1280, height: 900 };

/** Who sits there: the name of the browser and the address it comes from, told by a proxy. */
export interface Seat {
  readonly userAgent: string;
  readonly address: string;
}

/** A browser of its own: no cookie, nothing kept. */
export function sitDown(browser: Browser, seat: Seat, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({
    ...{ viewport: WIDE, colorScheme: 'light', reducedMotion: 'reduce', userAgent: seat.userAgent, locale: 'en-GB' },
    extraHTTPHeaders: { 'x-forwarded-for': seat.address },
    ...options,
  });
}
