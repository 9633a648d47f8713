import { Document, isCollection, type Node, Pair, parseDocument, type ToStringOptions, YAMLMap } from 'yaml';
import { PitwallError } from '../../core/errors.ts';
import type { Column, Contract, Rule } from '../config.ts';
import { compactColumn, compactGeneral, compactRule, type Plain } from './compact.ts';
import { parseContract } from './parse.ts';

const lineWidth = 100;
const layout: ToStringOptions = { lineWidth: 0, singleQuote: true, flowCollectionPadding: true };
/** Quotes what readers of YAML 1.1, like PyYAML, would take for a boolean or a date. */
const quoting = { compat: 'yaml-1.1' } as const;

/** The shortest text that says the same: no defaults, `season: integer`, one line for a column where it fits. */
export function contractToYaml(contract: Contract): string {
  const map = new YAMLMap<Node, Node>();
  const document = new Document(map, quoting);
  const add = (key: string, value: Node) => map.add(new Pair(document.createNode(key), value));
  const { description, key, strict, ...rest } = compactGeneral(contract);

  for (const [name, value] of Object.entries({ description, key: shortKey(key), strict })) {
    if (value !== undefined) add(name, fitted(document, name, value, 0));
  }
  if (Object.keys(contract.columns).length > 0) add('columns', columnsNode(document, contract.columns));
  for (const [name, value] of Object.entries(rest)) add(name, fitted(document, name, value, 0));
  if (contract.rules.length > 0) add('rules', document.createNode(contract.rules.map(shortRule)));
  return document.toString(layout);
}

export function contractFromYaml(text: string): Contract {
  const document = parseDocument(text, quoting);
  const [error] = document.errors;
  if (error) {
    const [start] = error.linePos ?? [];
    throw new PitwallError({
      code: 'contract.import',
      problem: `the contract is not YAML: ${error.message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '')}`,
      fix: 'correct the indentation or the quotes there',
      ...(start && { place: { line: start.line, column: start.col } }),
      cause: error,
    });
  }
  return parseContract(readPlain(document));
}

function readPlain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS() ?? {};
  } catch (cause) {
    throw new PitwallError({
      code: 'contract.import',
      problem: `the YAML cannot be resolved: ${(cause as Error).message}`,
      fix: 'write the values out instead of using so many aliases',
      cause,
    });
  }
}

function columnsNode(document: Document, columns: Contract['columns']): Node {
  const map = new YAMLMap<Node, Node>();
  for (const [name, column] of Object.entries(columns)) {
    map.add(new Pair(document.createNode(name), fitted(document, name, shortColumn(column), 2)));
  }
  return map;
}

function shortColumn(column: Column): Plain | string {
  const compact = compactColumn(column);
  return Object.keys(compact).length === 1 ? column.type : compact;
}

function shortRule(rule: Rule): Plain | string {
  const compact = compactRule(rule);
  return Object.keys(compact).length === 1 ? rule.expect : compact;
}

function shortKey(key: unknown): unknown {
  return Array.isArray(key) && key.length === 1 ? key[0] : key;
}

/** On one line if that is short enough, otherwise a line for each entry, whose own lists may again fit on one line. */
function fitted(document: Document, name: string, value: unknown, indent: number): Node {
  const node = document.createNode(value) as Node;
  if (!isCollection(node)) return node;
  node.flow = true;
  const width = indent + name.length + 2 + oneLine(node);
  if (width <= lineWidth) return node;
  if (Array.isArray(value)) return document.createNode(value);
  const map = new YAMLMap<Node, Node>();
  for (const [key, item] of Object.entries(value as Plain)) {
    map.add(new Pair(document.createNode(key), fitted(document, key, item, indent + 2)));
  }
  return map;
}

/** A text of several lines has no one-line form worth reading. */
function oneLine(node: Node): number {
  const text = new Document(node, quoting).toString(layout).trimEnd();
  return text.includes('\n') || text.includes('\\n') ? Number.POSITIVE_INFINITY : text.length;
}
