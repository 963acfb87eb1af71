import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Seat, sitDown } from './chromium.ts';
import { lookAt, watch } from './look-at.ts';
import type { OpenSite } from './open-site.ts';
import { sendForm } from './send-form.ts';

/** What must stand on a page that is looked at: without it the picture would be one of something else. */
export interface Expected {
  /** The text of the only `h1`. */
  readonly heading: string;
  /** Some words of the page. */
  readonly says?: string;
  /** Names of the fields that the answer marks as wrong. */
  readonly marks?: readonly string[];
  readonly status?: number;
}

/** One person at one browser who goes from page to page. */
export interface Tour {
  readonly site: OpenSite;
  readonly seat: Seat;
  readonly page: Page;
  open(path: string): Promise<void>;
  /** Fills in the form with this button, past the browser's own checks, and sends it. */
  send(button: string, fields?: Readonly<Record<string, string>>): Promise<void>;
  /** A test of its own: the page that is open now, in every view. */
  look(name: string, expected: Expected): Promise<void>;
  leave(): Promise<void>;
}

export interface TourPlan {
  readonly browser: Browser;
  readonly site: OpenSite;
  readonly seat: Seat;
  readonly options?: BrowserContextOptions;
  /** Gets the path of each page that was looked at and that was no error. */
  readonly visited: Set<string>;
}

/** Sits somebody down at a browser of her own. */
export async function startTour(t: TestContext, plan: TourPlan): Promise<Tour> {
  const { browser, site, seat, options, visited } = plan;
  const context = await sitDown(browser, seat, options);
  context.setDefaultTimeout(5_000);
  const page = await context.newPage();
  const watched = watch(page, site.origin);
  let status = 0;
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) status = response.status();
  });

  return {
    ...{ site, seat, page },
    async open(path) {
      await page.goto(`${site.origin}${path}`);
    },
    send: (button, fields = {}) => sendForm(page, button, fields),
    async look(name, expected) {
      await t.test(`${name}: nothing is wrong with it, wide and narrow, light and dark`, async () => {
        await expectPage(page, expected);
        assert.equal(status, expected.status ?? (expected.marks === undefined ? 200 : 400));
        await lookAt(page, name, watched);
        if (status === 200) visited.add(new URL(page.url()).pathname);
      });
    },
    leave: () => context.close(),
  };
}

const MARKED = `[...document.querySelectorAll('[aria-invalid="true"]')].map((field) => field.name)`;

async function expectPage(page: Page, { heading, says, marks = [] }: Expected): Promise<void> {
  const text = await page.locator('body').innerText();
  assert.deepEqual(await page.locator('h1').allInnerTexts(), [heading], text);
  if (says !== undefined) assert.ok(text.includes(says), `does not say “${says}”: ${text}`);
  assert.deepEqual(await page.evaluate(MARKED), marks);
}
