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
<dl id="facts"></dl>
<div id="notes"></div>
<p id="choice" class="warning" hidden><strong>The sync was not to read everything.</strong>
What was not chosen is not in this report, and not counted.</p>
<div id="partial" class="warning" hidden><p><strong>This is not the whole site.</strong>
The sync has read a part of it only: what is missing here may still be there.</p><ul id="missing"></ul></div>
<p id="no-members" class="warning" hidden><strong>Members of groups were not synced.</strong>
People who may do something through a group alone are missing, and not counted.</p>
<noscript><p class="warning">This page shows its data with JavaScript, which is switched off.</p></noscript>
</header>
<section aria-labelledby="first">
<h2 id="first">Look at first</h2>
<ul id="findings"></ul>
<p id="sizes"></p>
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
<label>Accounts<select id="accounts">
<option value="all">All</option>
<option value="disabled">Disabled, with access</option>
<option value="guests">Guests and external, with access</option>
</select></label>
<label>Spaces<select id="spaces">
<option value="all">All</option>
<option value="anonymous">Open to anybody on the internet</option>
<option value="classes">Open to a class of people</option>
<option value="others">Without personal ones</option>
<option value="personal">Personal</option>
<option value="shared">Personal and shared</option>
</select></label>
<label>Order<select id="order"></select></label>
</search>
<div class="bar">
<p id="found" role="status"></p>
<button type="button" id="clear" hidden>Clear the filters</button>
<span class="exports">Export what is shown
<button type="button" id="csv">CSV</button>
<button type="button" id="json">JSON</button></span>
</div>
<div id="table">
<table role="table" aria-labelledby="title"><thead id="head" role="rowgroup"></thead><tbody id="rows" role="rowgroup"></tbody></table>
</div>
<div id="more"></div>
<div id="changes" hidden></div>
<section id="review" aria-labelledby="review-title">
<h2 id="review-title">Review</h2>
<p>Open a space or a group to keep or revoke what is in it. Decisions go into what is exported. They stay in this page
until it is closed: save them to go on another time.</p>
<div class="bar">
<label>Reviewer<input type="text" id="reviewer" autocomplete="name" maxlength="200"></label>
<p id="decided" role="status"></p>
<button type="button" id="save-review">Save the review</button>
<label class="file">Open a saved review<input type="file" id="open-review" accept=".json,application/json"></label>
</div>
</section>
</main>
<footer>
<p id="not-read"></p>
<p><kbd>/</kbd> goes to the search, <kbd>Esc</kbd> clears it. This page holds all its data and loads nothing.</p>
</footer>
</body>`;

/** As JSON that no name can break out of, as there is no "<" in it. */
function json(report: AccessReport): string {
  return asJson(report).replaceAll('<', '\\u003c');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
