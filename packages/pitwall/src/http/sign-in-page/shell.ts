import { createHash } from 'node:crypto';
import { styles as homeStyles } from '../home/styles.ts';

const styles = `${homeStyles}
body { max-width: 34rem; }
header a { color: inherit; text-decoration: none; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { display: block; width: 100%; margin-top: .25rem; padding: .55rem .7rem; font: inherit; color: var(--ink);
  background: var(--paper); border: 1px solid var(--soft); border-radius: 6px; }
input:read-only { color: var(--soft); }
input[aria-invalid] { border-color: var(--alert); }
input + p { margin-top: .25rem; }
main button { width: 100%; margin-top: 1.25rem; }
main a.button { display: block; text-align: center; }
.or { margin: 1rem 0; text-align: center; }
.hints { margin-top: 1.5rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .875rem; }
kbd, .hints code { white-space: nowrap; }
.problem { margin: 0 0 1rem; padding: .6rem .8rem; border-radius: 6px; color: var(--alert); background: var(--alert-tint); }
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing runs on these pages; they send forms to us and nowhere else. */
export const shellHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${hashOf(styles)}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; '),
  // with none at all browsers send forms without their origin, by which we know our own page
  'referrer-policy': 'strict-origin',
};

/** A page of one section, for whoever is not signed in. */
export const shell = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Pitwall</title>
<style>${styles}</style>
</head>
<body>
<header><h1><a href="/">Pitwall</a></h1></header>
<main>
<section>
<h2>${title}</h2>
${content}</section>
</main>
</body>
</html>
`;

/** As the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
