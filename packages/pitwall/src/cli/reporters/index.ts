import { github } from './github.ts';
import { renderHtml } from './html/index.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';

export type { Reporter } from './reporter.ts';

export const formats = ['pretty', 'json', 'junit', 'sarif', 'github', 'markdown', 'html'] as const;

export type Format = (typeof formats)[number];

export const reporters: Readonly<Record<Format, Reporter>> = {
  pretty,
  json,
  junit,
  sarif,
  github,
  markdown,
  html: (report) => renderHtml(report),
};
