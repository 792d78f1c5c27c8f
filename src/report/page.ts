import { createHash } from 'node:crypto';
import type { AccessReport } from '../access/report.ts';
import { asJson } from '../text/json.ts';
import { assets } from './assets.ts';

/** A report as one HTML page that loads nothing. The same report gives the same page. */
export async function page(report: AccessReport): Promise<string> {
  const { script, style } = await assets();
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Confluence access report</title>
<style>${style}</style>
</head>
${body}
<script type="application/json" id="report">${json(report)}</script>
<script>${script}</script>
</html>
`;
}

const body = `<body>
<a class="skip" href="#main">Skip to the tables</a>
<header>
<h1>Confluence access report</h1>
<p id="facts"></p>
<div id="notes"></div>
<p id="choice" class="warning" hidden><strong>The sync was not to read everything.</strong> </p>
<div id="partial" class="warning" hidden><p><strong>This is not the whole site.</strong>
The sync has read a part of it only: what is missing here may still be there.</p><ul id="missing"></ul></div>
<p id="no-members" class="warning" hidden><strong>Members of groups were not synced.</strong>
People who may do something through a group alone are missing, and not counted.</p>
<noscript><p class="warning">This page shows its data with JavaScript, which is switched off.</p></noscript>
</header>
<section aria-labelledby="totals">
<h2 id="totals">Totals</h2>
<dl id="cards"></dl>
<p id="open" hidden></p>
</section>
<main id="main" tabindex="-1">
<nav aria-label="Views"><ul id="views"></ul></nav>
<h2 id="title"></h2>
<p id="note"></p>
<search id="filters">
<label class="wide">Search <kbd>/</kbd><input type="search" id="search" autocomplete="off" spellcheck="false"></label>
<label>Permission<select id="permission"><option value="">Any</option></select></label>
<label>Held<select id="ways">
<option value="all">In any way</option>
<option value="direct">Directly</option>
<option value="group">Through a group</option>
</select></label>
<label class="check"><input type="checkbox" id="disabled">Disabled accounts only</label>
<label class="check"><input type="checkbox" id="personal">Personal spaces only</label>
</search>
<div class="bar">
<p id="found" role="status"></p>
<button type="button" id="clear" hidden>Clear the filters</button>
<span class="exports">Export what is shown
<button type="button" id="csv">CSV</button>
<button type="button" id="json">JSON</button></span>
</div>
<div id="table" class="scroll" role="region" aria-labelledby="title" tabindex="0">
<table><thead id="head"></thead><tbody id="rows"></tbody></table>
</div>
<div id="more"></div>
</main>
<footer>
<p>Access of people is counted once, however many groups it comes through. <kbd>/</kbd> goes to the search,
<kbd>Esc</kbd> clears it. This page holds all its data and loads nothing.</p>
</footer>
</body>`;

/** As JSON that no name can break out of, as there is no "<" in it. */
function json(report: AccessReport): string {
  return asJson(report).replaceAll('<', '\\u003c');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
