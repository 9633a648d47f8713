import { createHash } from 'node:crypto';
import { script } from './script.ts';
import { styles } from './styles.ts';
import { type Html, html, trusted } from './text.ts';

export interface Page {
  readonly title: string;
  /** Header, main and footer. */
  readonly body: Html;
}

/** The frame of every report: one file that asks nothing of the network and lets nothing but our own style and script run. */
export function page({ title, body }: Page): string {
  const policy = [
    "default-src 'none'",
    `style-src '${digest(styles)}'`,
    `script-src '${digest(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Pitwall">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the findings</a>
${body}
<script>${trusted(script)}</script>
</body>
</html>
`.markup;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
