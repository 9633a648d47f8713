import { createHash } from 'node:crypto';
import { script } from './script.ts';
import { styles } from './styles.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing runs and nothing is styled on the page but what is ours, to the letter. */
const pagePolicy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(styles)}`,
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  // to sign out
  "form-action 'self'",
].join('; ');

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': pagePolicy,
  // with none at all browsers send forms without their origin, by which we know our own page
  'referrer-policy': 'strict-origin',
};

/** The same for everybody: what the server knows comes through the API, to whom it may. */
export const pageOf = (version: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pitwall</title>
<style>${styles}</style>
</head>
<body>
<header>
<div class="top">
<h1>Pitwall <span class="soft" id="project"></span></h1>
<form class="who" method="post" action="/sign-out" data-part="who" hidden>
<p>Signed in as <strong class="name" id="who-name"></strong><span class="soft" id="who-roles"></span></p>
<button class="quiet" type="submit">Sign out</button>
</form>
</div>
<p class="soft" id="since">The control room for machine-learning models in production, version ${version}, is running.</p>
</header>
<main>
<section id="sign-in" hidden>
<h2>Nobody is signed in</h2>
<p><a class="button" href="/sign-in">Sign in</a></p>
<p class="soft">On the machine of the server, <code>pitwall sign-in</code> makes a link that needs no password, and <code>pitwall status</code> tells the same as this page.</p>
</section>
<section data-part="nothing" hidden>
<h2>Nothing to see yet</h2>
<p>You are signed in, and your account has no permission to see anything here. Ask an administrator for a role; this gives one that may look and change nothing, in place of any it has:</p>
<pre><code>pitwall user grant <span id="nothing-name">NAME</span> --role viewer</code></pre>
<p class="soft">It signs you out; sign in again after that.</p>
</section>
<section id="trouble" hidden>
<h2>No answer</h2>
<p>The server did not answer as it should. <a href="/readyz">Whether it is ready</a></p>
</section>
<noscript>
<section>
<h2>Without scripts</h2>
<p>This page asks the API and shows what it says; the links below do the same by hand.</p>
<p><a class="button" href="/sign-in">Sign in</a></p>
<form method="post" action="/sign-out"><button class="quiet" type="submit">Sign out</button></form>
</section>
</noscript>
<section data-part="alerts" hidden>
<h2 aria-live="polite">Open alerts<span id="alert-count"></span></h2>
<p id="no-alerts" hidden>None: there is nothing that somebody must see to. <a href="/api/v1/alerts?state=all">All alerts</a></p>
<div class="scroll" id="alerts" hidden><table>
<thead><tr><th>severity</th><th>of</th><th>says</th><th>state</th><th>since</th></tr></thead>
<tbody id="alert-rows"></tbody>
</table></div>
<p id="more-alerts" hidden>And <span id="more-alert-count"></span> more: <a href="/api/v1/alerts">in the list of all</a></p>
</section>
<section data-part="models" hidden>
<h2>Models</h2>
<p id="no-models" hidden>No model has sent anything yet. Send predictions as <a href="/api/v1/openapi.json">the API document</a> says:
<code>POST /api/v1/models/NAME/predictions</code>.</p>
<div class="scroll" id="models" hidden><table>
<thead><tr><th>model</th><th>status</th><th>of the window</th><th>predictions</th><th>labels</th></tr></thead>
<tbody id="model-rows"></tbody>
</table></div>
</section>
<section data-part="findings" hidden>
<h2 aria-live="polite">Open findings<span id="open-count"></span></h2>
<p id="no-findings" hidden>None: what was judged last is a pass wherever something was judged. <a href="/api/v1/findings">All findings</a></p>
<div class="scroll" id="findings" hidden><table>
<thead><tr><th>status</th><th>of</th><th>says</th><th>window</th><th>judged</th></tr></thead>
<tbody id="finding-rows"></tbody>
</table></div>
<p id="more-findings" hidden>And <span id="more-count"></span> more: <a href="/api/v1/findings?standing=true&amp;status=alert,warning,unknown">in the list of all</a></p>
</section>
<section data-part="jobs" hidden>
<h2>Jobs</h2>
<p id="job-words"></p>
</section>
<section>
<h2>The API</h2>
<ul>
<li><a href="/api/v1/openapi.json">Its document</a> (OpenAPI)</li>
<li><a href="/api/v1/status">Status</a>, <a href="/api/v1/models">models</a>, <a href="/api/v1/findings">findings</a>, <a href="/api/v1/alerts">alerts</a>, <a href="/api/v1/jobs">jobs</a>, <a href="/api/v1/audit">audit</a>, <a href="/api/v1/configuration">configuration</a> (signed in)</li>
<li><a href="/readyz">Whether it is ready</a></li>
</ul>
</section>
</main>
<script>${script}</script>
</body>
</html>
`;
