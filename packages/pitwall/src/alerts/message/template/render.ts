import type { Message } from '../message.ts';
import { type Filter, filters, written } from './filters.ts';
import type { Path } from './path.ts';
import type { Node, Template } from './read.ts';

/** More is no message; a template of lists within lists could make gigabytes. */
const longest = 50_000;
const mostSteps = 100_000;

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly because: string };

interface Writing {
  readonly parts: string[];
  length: number;
  steps: number;
}

/** A template with what a message holds. Only values of the message itself are ever reached. */
export function render({ nodes }: Template, message: Message): Rendered {
  const writing: Writing = { parts: [], length: 0, steps: 0 };
  const because = write(nodes, [message], writing);
  return because === undefined ? { kind: 'text', text: writing.parts.join('') } : { kind: 'failed', because };
}

/** Why it cannot go on; undefined where it can. */
function write(nodes: readonly Node[], scopes: readonly unknown[], writing: Writing): string | undefined {
  for (const node of nodes) {
    writing.steps++;
    if (writing.steps > mostSteps) return `it takes more than ${mostSteps} steps`;
    const because = writeOne(node, scopes, writing);
    if (because !== undefined) return because;
  }
  return undefined;
}

function writeOne(node: Node, scopes: readonly unknown[], writing: Writing): string | undefined {
  if (node.kind === 'text') return append(node.text, writing);
  const value = valueAt(node.path, scopes);
  switch (node.kind) {
    case 'value':
      return writeValue(value, node.filters, writing);
    case 'if':
      return write(isThere(value) ? node.body : node.otherwise, scopes, writing);
    case 'each': {
      const items: readonly unknown[] = Array.isArray(value) ? value : [];
      if (items.length === 0) return write(node.otherwise, scopes, writing);
      for (const item of items) {
        const because = write(node.body, [...scopes, item], writing);
        if (because !== undefined) return because;
      }
      return undefined;
    }
  }
}

/** Looked at after each filter: JSON of JSON of JSON is twice as long each time. */
function writeValue(value: unknown, names: readonly Filter[], writing: Writing): string | undefined {
  let after = value;
  for (const name of names) {
    after = filters[name](after);
    if (typeof after === 'string' && after.length > longest) return tooLong;
  }
  return append(written(after), writing);
}

const tooLong = `it makes more than ${longest} characters`;

function append(text: string, writing: Writing): string | undefined {
  writing.length += text.length;
  if (writing.length > longest) return tooLong;
  writing.parts.push(text);
  return undefined;
}

/** Nothing, `false`, no text and an empty list are not there; 0 is. */
function isThere(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function valueAt({ up, steps }: Path, scopes: readonly unknown[]): unknown {
  let value: unknown = scopes[scopes.length - 1 - up];
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}
