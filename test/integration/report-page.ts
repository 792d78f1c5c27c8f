import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { execa } from 'execa';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { AccessReport } from '../../src/access/report.ts';
import { page as pageOf } from '../../src/report/page.ts';

interface Opening {
  /** Of the address, e.g. `#view=people`. */
  readonly hash?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

/** Reports in Chromium, for the tests of the block that calls it. @param folder for pages */
export function reportsInChromium(folder: string) {
  const complaints: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    const { stdout: executablePath } = await execa('which', ['chromium']);
    // The tests of CI run as root, which its sandbox refuses.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());
  beforeEach(() => {
    complaints.length = 0;
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  /** Opens a page; whatever it asks for beside itself, and all that the browser has against it, is a complaint. */
  async function open(
    report: AccessReport,
    { hash = '', colorScheme = 'light', width = 1280 }: Opening = {},
  ): Promise<Page> {
    const file = join(folder, 'report.html');
    await writeFile(file, await pageOf(report));
    const url = pathToFileURL(file).href;
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ colorScheme, viewport, acceptDownloads: true });
    const page = await context.newPage();
    page.on('request', (request) => {
      const asked = request.url();
      if (!asked.startsWith(url) && !asked.startsWith('blob:')) complaints.push(`asks for ${asked}`);
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(`${url}${hash}`);
    return page;
  }
  return { open, complaints };
}

/** Opens a view; the page shows it once it has noticed its new address. */
export async function openView(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('link', { name }).click();
  await page.locator('a[aria-current="page"]', { hasText: name }).waitFor();
}

/** Follows what the page tells to look at first. */
export async function follow(page: Page, finding: RegExp): Promise<void> {
  await page.getByRole('link', { name: finding }).click();
  await page.waitForFunction("document.activeElement.id === 'main'");
}

/** The texts of some elements as they are seen, each in one line. */
export async function texts(page: Page, selector: string): Promise<readonly string[]> {
  return (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

/** The rows that are shown; of opened ones, also what is below. */
export function rows(page: Page): Promise<readonly string[]> {
  return texts(page, '#rows > tr');
}

/** Lines of what is open below a row. */
export function lines(page: Page): Promise<readonly string[]> {
  return texts(page, '.details tbody tr');
}

/** What the head says, each in one line. */
export async function facts(page: Page): Promise<readonly string[]> {
  const all = await page.locator('#facts > div').allInnerTexts();
  return all.map((text) => text.trim().replaceAll(/\s*\n\s*/g, ': '));
}

/** What there is to look at first, each in one line. */
export function findings(page: Page): Promise<readonly string[]> {
  return texts(page, '.card');
}

/** The file that a button saves. */
export async function saved(
  page: Page,
  button: string,
): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}
