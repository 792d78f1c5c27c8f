import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe has against a page, and whether it has looked at colours, which it cannot always. */
export async function judged(page: Page): Promise<unknown> {
  // As if typed into the console: the page's policy lets no script in.
  await page.evaluate(await readFile(axe, 'utf8'));
  return page.evaluate(`axe.run().then(({ violations, passes }) => ({
      violations: violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]),
      coloursSeen: passes.some(({ id }) => id === 'color-contrast'),
    }))`);
}

/** What axe says of a page that has nothing wrong. */
export const fine = { violations: [], coloursSeen: true };
