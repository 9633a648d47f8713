/** Where in a template something stands, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tag'; readonly text: string; readonly at: Position };

/** What is wrong with a template, where, and how to mend it. */
export interface Mistake extends Position {
  readonly problem: string;
  readonly fix: string;
}

/** Text, and what stands between `{{` and `}}`. `\{{` is two braces. A block tag that is alone takes its line with it. */
export function readTokens(source: string): readonly Token[] | Mistake {
  const tokens: Token[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    if (open < 0) break;
    if (source[open - 1] === '\\') {
      text += `${source.slice(at, open - 1)}{{`;
      at = open + 2;
      continue;
    }
    const close = source.indexOf('}}', open);
    const position = positionOf(source, open);
    if (close < 0)
      return { ...position, problem: 'a tag is not closed', fix: 'Write }} behind it, or \\{{ for two braces' };
    const tag = source.slice(open + 2, close).trim();
    text += source.slice(at, open);
    at = close + 2;
    const line = isBlock(tag) ? lineAround(source, open, at) : undefined;
    if (line) {
      text = text.slice(0, text.length - line.before);
      at = line.end;
    }
    if (text !== '') tokens.push({ kind: 'text', text });
    text = '';
    tokens.push({ kind: 'tag', text: tag, at: position });
  }
  text += source.slice(at);
  if (text !== '') tokens.push({ kind: 'text', text });
  return tokens;
}

const isBlock = (tag: string): boolean => /^[#/]/.test(tag) || tag === 'else';

/** How much blank stands before a tag on its line, and where the next line begins; undefined where it is not alone. */
function lineAround(source: string, open: number, close: number) {
  const start = source.lastIndexOf('\n', open - 1) + 1;
  const before = source.slice(open === 0 ? 0 : start, open);
  const newline = source.indexOf('\n', close);
  const end = newline < 0 ? source.length : newline + 1;
  if (before.trim() !== '' || source.slice(close, end).trim() !== '') return undefined;
  return { before: before.length, end };
}

function positionOf(source: string, at: number): Position {
  const before = source.slice(0, at);
  const line = before.split('\n').length;
  return { line, column: at - before.lastIndexOf('\n') };
}
