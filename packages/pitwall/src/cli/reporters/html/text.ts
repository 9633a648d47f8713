import { escapeMarkup } from '../../../core/markup.ts';

/** Markup that is safe to put into a page: only `html` and `trusted` make it. */
export interface Html {
  readonly markup: string;
}

export type Part = Html | readonly Html[] | string | number | null | undefined | false;

/** Builds markup; every string put into it is escaped, so forgetting to escape is not possible. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let markup = strings[0] ?? '';
  parts.forEach((part, index) => {
    markup += render(part) + (strings[index + 1] ?? '');
  });
  return { markup };
}

/** For markup that we wrote ourselves or that was made safe before. */
export function trusted(markup: string): Html {
  return { markup };
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeText(part);
  if ('markup' in part) return part.markup;
  return part.map(({ markup }) => markup).join('');
}

/**
 * Safe between tags and in quoted attributes; and in a build log, where `##vso[` would be a command of some servers.
 */
export function escapeText(text: string): string {
  return escapeMarkup(visible(text)).replaceAll('##', '#&#35;');
}

/** Controls, bidi overrides, fillers and every space but the plain one: what a reader could not see. */
const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;

/** Signs that nearly every font has; the control pictures (U+2400 and on) are empty boxes on many machines. */
const shapes: Readonly<Record<string, string>> = { '\n': '↵', '\t': '⇥' };

/** Shows what has no shape of its own: a new line as ↵, a bidi override as [U+202E]. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return shapes[character] ?? `[U+${code}]`;
  });
}

const titleLimit = 1_000;

export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = [...text.slice(0, 2 * limit + 2)];
  return points.length <= limit && text.length <= 2 * limit + 2 ? text : `${points.slice(0, limit - 1).join('')}…`;
}

/** A name or a value of the user: isolated from the direction of the text around it, the whole in the title. */
export function short(text: string, limit = 80): Html {
  const shown = shorten(text, limit);
  return shown === text ? html`<bdi>${text}</bdi>` : html`<bdi title="${shorten(text, titleLimit)}">${shown}</bdi>`;
}

/** A value of the data: spaces at its ends are shown, an absent one says so. */
export function value(text: string | null, limit = 80): Html {
  if (text === null) return html`<em>missing</em>`;
  if (text === '') return html`<em>empty text</em>`;
  const edged = text.replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length));
  return html`<code>${short(edged, limit)}</code>`;
}

/** Column and dataset names may be empty. */
export function name(text: string, limit = 60): Html {
  return text === '' ? html`<em>(no name)</em>` : short(text, limit);
}

/** Sentences of ours: `code` in backticks, new lines kept. */
export function prose(text: string): Html {
  const lines = text.split('\n').map((line) => {
    const parts = line
      .split(/`([^`]+)`/)
      .map((part, index) => (index % 2 ? html`<code>${part}</code>` : html`${part}`));
    return html`${parts}`;
  });
  return { markup: lines.map(({ markup }) => markup).join('<br>') };
}
