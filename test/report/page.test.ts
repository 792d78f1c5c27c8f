import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { page } from '../../src/report/page.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { siteFrom } from '../simulator/site-from.ts';

const report = await reported(siteFrom(reviewedSite));
const hostile = '</script><!--<script>alert(1)</script>\u2028\u2029\u202e&"\'`\0\ud800';

/** The texts of all elements of a name. */
const textsOf = (html: string, element: string) =>
  [...html.matchAll(new RegExp(`<${element}[^>]*>(.*?)</${element}>`, 'gs'))].map((match) => match[1] ?? '');

test('the same report gives the same page', async () => {
  expect(await page(report)).toBe(await page(structuredClone(report)));
});

test('the policy allows the page’s own script and style, and nothing else', async () => {
  const html = await page(report);
  const [style = ''] = textsOf(html, 'style');
  const [, script = ''] = textsOf(html, 'script');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]).toBe(
    `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`,
  );
  expect(textsOf(html, 'script')).toHaveLength(2);
  // It makes links to the site, which nothing follows but a click.
  expect(html.match(/https?:/g)).toEqual(['https:']);
  expect(html).toContain('`https://${');
  expect(html).not.toMatch(/src=|@import|url\(|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|localStorage/);
});

test('no name breaks out of the data, and each comes back as it was', async () => {
  const renamed: AccessReport = {
    ...report,
    people: report.people.map((person) => ({ ...person, name: hostile })),
    groups: report.groups.map((group) => ({ ...group, name: hostile })),
    spaces: report.spaces.map((space) => ({ ...space, name: hostile, key: hostile })),
  };
  const html = await page(renamed);
  const [data = ''] = textsOf(html, 'script');
  expect(data).not.toContain('<');
  expect(JSON.parse(data)).toEqual(renamed);
  expect(html.replace(data, '')).toBe(
    (await page(report)).replace(JSON.stringify(report).replaceAll('<', '\\u003c'), ''),
  );
});

test('the script has no way to make markup of a name', async () => {
  const [, script = ''] = textsOf(await page(report), 'script');
  expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document[.]write|eval\(|new Function/);
});
