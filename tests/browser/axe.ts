import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CDPSession, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Asks axe about the document that is open now; `contrast` is the only rule that a colour scheme can break. */
export type AskAxe = (rules: 'all' | 'contrast') => Promise<readonly string[]>;

/** Puts axe beside a page's document, in a world of its own, which the page's content policy leaves alone. */
export async function bringAxe(page: Page): Promise<AskAxe> {
  const devtools = await page.context().newCDPSession(page);
  const { frameTree } = await devtools.send('Page.getFrameTree');
  const { executionContextId } = await devtools.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  await devtools.send('Runtime.evaluate', { expression: `${AXE};0`, contextId: executionContextId });
  return (rules) => ask(devtools, executionContextId, rules);
}

async function ask(devtools: CDPSession, contextId: number, rules: 'all' | 'contrast'): Promise<readonly string[]> {
  const options = rules === 'all' ? '{}' : "{ runOnly: ['color-contrast'] }";
  const leastPasses = rules === 'all' ? 10 : 1;
  const expression = `axe.run(${options}).then((found) => {
    if (found.passes.length < ${leastPasses}) throw new Error('axe did not look');
    return found.violations.map((it) => it.id + ' ' + it.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' '));
  })`;
  const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', {
    ...{ expression, contextId, awaitPromise: true, returnByValue: true },
  });
  assert.equal(exceptionDetails, undefined);
  return result.value as readonly string[];
}
