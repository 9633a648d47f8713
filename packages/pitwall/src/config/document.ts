import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { PitwallError, type Place } from '../core/errors.ts';

export type Path = readonly PropertyKey[];

/** A configuration file as it was written: its value, and where each part of it stands. */
export interface ConfigDocument {
  readonly file: string;
  readonly value: unknown;
  /** The place of a key or value, or of the nearest thing around it that exists. */
  place(path: Path, key?: string): Place;
}

/** Enough for a contract that says a thing once for its 5,000 columns; aliases of aliases multiply beyond it. */
const maximumAliases = 10_000;

export function readDocument(file: string, text: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const locate = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [error] = document.errors;
  if (error) {
    throw new PitwallError({
      code: 'config.syntax',
      problem: explainSyntax(error.code, error.message),
      fix: fixes[error.code] ?? 'Mend the line; YAML wants spaces for indentation and a space after each colon',
      place: locate(error.pos[0]),
    });
  }
  return {
    file,
    value: readValue(file, document),
    place(path, key) {
      const offset = findOffset(document, path, key);
      return offset === undefined ? { file } : locate(offset);
    },
  };
}

function readValue(file: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: maximumAliases });
  } catch (error) {
    // An alias without an anchor, or with too many things behind it.
    const tooMany = /Excessive alias count/.test((error as Error).message);
    throw new PitwallError({
      code: 'config.syntax',
      problem: tooMany ? `expected at most ${maximumAliases} aliases, found more` : (error as Error).message,
      fix: tooMany
        ? 'Write out what aliases of aliases stand for'
        : 'Write &name where the thing is said first, and *name behind it',
      place: { file },
      cause: error,
    });
  }
}

type Node = ParsedNode | null | undefined;

function findOffset(document: Document.Parsed, path: Path, key: string | undefined): number | undefined {
  let node: Node = document.contents;
  for (const step of path) {
    const child = childOf(document, node, String(step));
    if (!child) return node?.range[0];
    node = child.value ?? child.key;
  }
  const named = key === undefined ? undefined : childOf(document, node, key)?.key;
  return (named ?? node)?.range[0];
}

interface Child {
  readonly key: Node;
  readonly value: Node;
}

function childOf(document: Document.Parsed, node: Node, step: string): Child | undefined {
  const target = resolveAlias(document, node);
  if (isSeq(target)) {
    const value = target.items[Number(step)] as Node;
    return value ? { key: undefined, value } : undefined;
  }
  return isMap(target) ? memberOf(document, target as YAMLMap<ParsedNode, ParsedNode | null>, step) : undefined;
}

function memberOf(
  document: Document.Parsed,
  map: YAMLMap<ParsedNode, ParsedNode | null>,
  step: string,
): Child | undefined {
  const own = map.items.find(({ key }) => keyText(key) === step);
  if (own) return own;
  for (const { key, value } of map.items) {
    if (keyText(key) !== '<<') continue;
    const merged = resolveAlias(document, value);
    const sources = isSeq(merged) ? (merged.items as Node[]) : [merged];
    const found = sources.map((source) => childOf(document, source, step)).find((child) => child !== undefined);
    if (found) return found;
  }
  return undefined;
}

/** The parser has a symbol for the key of a merge. */
function keyText(key: ParsedNode): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'symbol' ? key.value.description : String(key.value);
}

function resolveAlias(document: Document.Parsed, node: Node): Node {
  return isAlias(node) ? (node.resolve(document) as Node) : node;
}

const fixes: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces instead of tabs',
  DUPLICATE_KEY: 'Keep one of them',
  BAD_INDENT: 'Indent with spaces, the same number for things on the same level',
  MISSING_CHAR: 'Close the quote, bracket or brace that is open',
  MULTIPLE_DOCS: 'Write one configuration a file, without a line of --- in it',
};

function explainSyntax(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'expected each key once, found one twice';
  if (code === 'TAB_AS_INDENT') return 'expected spaces, found a tab';
  if (code === 'MULTIPLE_DOCS') return 'expected one document, found several';
  return `expected YAML, found something else: ${message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}`;
}
