import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { type AskAxe, bringAxe } from './axe.ts';

/** Whoever wants to look at all of them names a folder; otherwise fewer are made, and thrown away with the temporary files. */
const WANTED = process.env['KEYHOUSE_TEST_PICTURES'];
export const PICTURES: string = WANTED ?? join(tmpdir(), 'keyhouse-pictures');
mkdirSync(PICTURES, { recursive: true });

interface View {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly axe: 'all' | 'contrast' | 'not again';
}

// The structure differs by width, the contrast by scheme: two questions see both.
const VIEWS: readonly View[] = [
  { width: 1280, scheme: 'light', axe: 'all' },
  { width: 1280, scheme: 'dark', axe: 'not again' },
  { width: 390, scheme: 'light', axe: 'not again' },
  { width: 320, scheme: 'dark', axe: 'all' },
];
const MORE_VIEWS: readonly View[] = [
  { width: 320, scheme: 'light', axe: 'contrast' },
  { width: 390, scheme: 'dark', axe: 'not again' },
];

// A thousandth is a part of a pixel: rounding, which nobody sees.
const LAYOUT_SHIFT = `new Promise((resolve) => {
  const moved = [];
  const name = ({ node }) => node?.outerHTML?.slice(0, 120) ?? node?.textContent ?? 'something that is gone';
  const watch = (list) => moved.push(...list.getEntries().filter((shift) => shift.value >= 0.001).map((shift) => shift.value + ' ' + shift.sources.map(name).join(', ')));
  new PerformanceObserver(watch).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(moved), 20));
})`;
const SIDEWAYS = 'document.documentElement.scrollWidth - innerWidth';

const README_PICTURE = join(import.meta.dirname, '../../docs/pictures/account.png');

/** Makes the picture of the README anew where somebody wants that. */
export async function keepReadmePicture(page: Page): Promise<void> {
  if (process.env['KEYHOUSE_TEST_README_PICTURE'] === undefined) return;
  const box = await page.locator('#two-factor').boundingBox();
  const height = Math.ceil((box?.y ?? 0) + (box?.height ?? 0)) + 32;
  await page.screenshot({ path: README_PICTURE, fullPage: true, clip: { x: 0, y: 0, width: 1280, height } });
}

/** Everything a page said that nobody should have to read, and every address it asked that is not its own. */
export interface Watched {
  readonly messages: string[];
  readonly strangers: string[];
}

/** Listens to a page from now on. */
export function watch(page: Page, origin: string): Watched {
  const watched: Watched = { messages: [], strangers: [] };
  page.on('pageerror', (error) => watched.messages.push(error.message));
  page.on('console', (message) => {
    // A browser notes the status of a refused page, and what sign-out emptied, by itself.
    const isOwnStatus = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    const isEmptied = message.text().startsWith('Clear-Site-Data header');
    if (!isOwnStatus && !isEmptied) watched.messages.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('blob:')) watched.strangers.push(request.url());
  });
  return watched;
}

/** Looks at the open page wide and narrow, light and dark, keeps a picture of each, and leaves it wide and light. */
export async function lookAt(page: Page, name: string, watched: Watched): Promise<void> {
  assert.deepEqual(await page.evaluate(LAYOUT_SHIFT), [], 'nothing moves after it was shown');
  const axe = await bringAxe(page);
  const devtools = await page.context().newCDPSession(page);
  for (const view of WANTED === undefined ? VIEWS : [...VIEWS, ...MORE_VIEWS]) {
    await page.setViewportSize({ width: view.width, height: 900 });
    await page.emulateMedia({ colorScheme: view.scheme });
    await takePicture(devtools, `${name}-${view.width}-${view.scheme}`);
    await checkView(page, view, axe);
  }
  await devtools.detach();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.deepEqual(watched.messages.splice(0), [], 'neither the content policy nor a script complains');
  assert.deepEqual(watched.strangers.splice(0), [], 'nothing is asked of another site');
}

async function checkView(page: Page, { width, scheme, axe }: View, ask: AskAxe): Promise<void> {
  assert.equal(await page.evaluate(SIDEWAYS), 0, `nothing scrolls sideways, ${width} wide`);
  if (axe !== 'not again') assert.deepEqual(await ask(axe), [], `axe, ${width} wide and ${scheme}`);
}

/** The whole page, by the browser's quicker way to pack a picture. */
async function takePicture(devtools: CDPSession, name: string): Promise<void> {
  const { cssContentSize } = await devtools.send('Page.getLayoutMetrics');
  const how = { format: 'png', optimizeForSpeed: true, captureBeyondViewport: true } as const;
  const { data } = await devtools.send('Page.captureScreenshot', { ...how, clip: { ...cssContentSize, scale: 1 } });
  writeFileSync(join(PICTURES, `${name}.png`), Buffer.from(data, 'base64'));
}
