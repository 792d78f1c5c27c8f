import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { chromium } from 'playwright-core';
import { accessReport } from '../../src/access/read.ts';
import { page as pageOf } from '../../src/report/page.ts';
import { C1zReader } from '../../src/runtime/c1z/reader.ts';
import { confluenceSync } from '../runtime/cli/run.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';

// `npm run generate:picture`: the README's picture of the report, of a made-up site.

const picture = join(import.meta.dirname, '..', '..', 'src', 'report', 'report.png');

/** Names in scripts that not every machine has a font for are left out. */
const hasFont = (name: string) => /^[\p{Script=Latin}\p{M}\s'’.-]+$/u.test(name);

const site = generateSite({ users: 200, groups: 14, spaces: 36, permissions: 1_500 });
const names = [...site.users.values()].map(({ displayName }) => displayName).filter(hasFont);
for (const [index, [id, user]] of [...site.users].entries()) {
  const displayName = hasFont(user.displayName) ? user.displayName : `${names[index % names.length]}`;
  site.users.set(id, { ...user, displayName });
}
const topics = ['Engineering', 'Finance', 'Legal', 'Support', 'Research', 'Design'];
for (const [index, [id, space]] of [...site.spaces].entries()) {
  const owner = site.users.get(space.authorId)?.displayName ?? '';
  const topic = `${topics[index % topics.length]} ${index}`;
  site.spaces.set(id, { ...space, name: space.type === 'personal' ? owner : topic });
}

const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-picture-'));
const simulator = await Simulator.start({ site });
const { stdout: executablePath } = await execa('which', ['chromium']);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const [input, file] = [join(folder, 'sync.c1z'), join(folder, 'report.html')];
  await confluenceSync(['--file', input], { env: simulator.environment });
  const reader = await C1zReader.open(input);
  const read = accessReport(reader);
  const { record } = read.sync;
  const sync = {
    ...read.sync,
    endedAt: '2026-01-02T03:04:05.678Z',
    ...(record && { record: { ...record, site: 'acme.atlassian.net' } }),
  };
  const report = { ...read, sync };
  await reader.close();
  await writeFile(file, await pageOf(report));
  const page = await browser.newPage({ viewport: { width: 1200, height: 1320 } });
  await page.goto(pathToFileURL(file).href);
  await page.locator('#rows > tr > th button.open').nth(1).click();
  await page.mouse.move(0, 0);
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: picture });
} finally {
  await Promise.all([browser.close(), simulator.stop()]);
  await rm(folder, { recursive: true, force: true });
}
