import { LineCounter, parseDocument } from 'yaml';
import { PitwallError, type Place } from '../core/errors.ts';

export type Path = readonly PropertyKey[];

/** A configuration file as it was written: its value, and where each part of it stands. */
export interface ConfigDocument {
  readonly file: string;
  readonly value: unknown;
  /** The place of a key or value, or of the nearest thing around it that exists. */
  place(path: Path, key?: string): Place;
}

export function readDocument(file: string, text: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new PitwallError({
      code: 'config.syntax',
      problem: explainSyntax(error.code, error.message),
      fix: fixes[error.code] ?? 'Mend the line; YAML wants spaces for indentation and a space after each colon',
      place: { file, line, column: col },
    });
  }
  const locate = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  return {
    file,
    value: document.toJS({ maxAliasCount: 100 }) as unknown,
    place(path, key) {
      for (let length = path.length; length >= 0; length -= 1) {
        const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        const offset = keyOffset(node, length === path.length ? key : undefined) ?? nodeOffset(node);
        if (offset !== undefined) return locate(offset);
      }
      return { file };
    },
  };
}

interface WithRange {
  readonly range?: readonly [number, number, number] | null;
}

const nodeOffset = (node: unknown): number | undefined => (node as WithRange | null | undefined)?.range?.[0];

function keyOffset(node: unknown, key: string | undefined): number | undefined {
  if (key === undefined) return undefined;
  const items = (node as { items?: readonly { key: { value?: unknown } & WithRange }[] } | null)?.items;
  return items?.find((item) => item.key?.value === key)?.key.range?.[0];
}

const fixes: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces instead of tabs',
  DUPLICATE_KEY: 'Keep one of them',
  BAD_INDENT: 'Indent with spaces, the same number for things on the same level',
  MISSING_CHAR: 'Close the quote, bracket or brace that is open',
};

function explainSyntax(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'expected each key once, found one twice';
  if (code === 'TAB_AS_INDENT') return 'expected spaces, found a tab';
  return `expected YAML, found something else: ${message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}`;
}
