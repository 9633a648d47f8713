import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { EChartsOption } from 'echarts';
import { type Html, html, trusted } from './text.ts';

export interface Chart {
  /** Colours are CSS variables, like `var(--bar)`, so that charts follow the light or dark page. */
  readonly option: EChartsOption;
  readonly width: number;
  readonly height: number;
  /** What the chart shows, as a sentence with its facts. */
  readonly label: string;
}

type Init = typeof import('echarts/core').init;

/**
 * The bundled file loads in 40 ms where `echarts/core`, `charts`, `components` and `renderers` need 400 ms,
 * and only a report with a large chart pays for it.
 */
let loaded: Init | undefined;

function load(): Init {
  const bundle: { readonly init: Init } = createRequire(import.meta.url)('echarts/dist/echarts.common.min');
  return bundle.init;
}

/** Draws with echarts on the server: the same option gives the same bytes. */
export function chart({ option, width, height, label }: Chart): Html {
  loaded ??= load();
  const instance = loaded(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    instance.setOption({ animation: false, useUTC: true, ...option });
    const inner = clean(instance.renderToSVGString());
    return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${trusted(inner)}</svg>`;
  } finally {
    instance.dispose();
  }
}

/** What echarts writes for its client and for standing alone is two thirds of its SVG: none of it is needed here. */
function clean(svg: string): string {
  const inner = svg
    .replace(/^<svg[^>]*>\s*<rect[^>]*fill="none"[^>]*><\/rect>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ (?:ecmeta_\w+|class|pointer-events|xml:space|paint-order)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributes(style))
    .replace(/<(path|rect)([^>]*)><\/\1>/g, '<$1$2/>')
    .replace(/>\s+</g, '><')
    .trim();
  return stableIds(joinPaths(inner));
}

/** The page's policy forbids style attributes; the fonts come from the page. */
function attributes(style: string): string {
  return style
    .split(';')
    .map((rule) => rule.split(':').map((part) => part.trim()))
    .filter(([key, text]) => key && text && key !== 'font-family')
    .map(([key, text]) => ` ${key}="${text}"`)
    .join('');
}

/** Neighbours that differ only in their shape become one element: a bar chart is one path. */
function joinPaths(svg: string): string {
  let joined = '';
  let last: { readonly rest: string; d: string } | undefined;
  const flush = (): void => {
    if (last) joined += `<path d="${last.d}"${last.rest}/>`;
    last = undefined;
  };
  for (const piece of svg.split(/(<path d="[^"]*"[^>]*\/>)/)) {
    const [, d, rest] = /^<path d="([^"]*)"([^>]*)\/>$/.exec(piece) ?? [];
    if (d === undefined || rest === undefined) {
      if (piece) flush();
      joined += piece;
    } else if (last?.rest === rest) last.d += d;
    else {
      flush();
      last = { rest, d };
    }
  }
  flush();
  return joined;
}

/** echarts counts its charts per process; the content names them instead. */
function stableIds(svg: string): string {
  const counters = svg.replace(/\bzr\d+-/g, 'zr-');
  const content = createHash('sha256').update(counters).digest('hex').slice(0, 10);
  return svg.replace(/\bzr\d+-/g, `zr${content}-`);
}
