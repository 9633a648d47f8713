import { closest } from '../../../core/suggest.ts';
import { type Filter, filters } from './filters.ts';
import { type Path, readPath } from './path.ts';
import { messageShape, type Shape } from './shape.ts';
import { type Mistake, type Position, readTokens } from './tokens.ts';

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly path: Path; readonly filters: readonly Filter[] }
  | {
      readonly kind: 'if' | 'each';
      readonly path: Path;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

export interface Template {
  readonly nodes: readonly Node[];
}

/** Longer or deeper than anybody writes by hand. */
const longest = 20_000;
const deepest = 8;

interface Block {
  readonly kind: 'if' | 'each';
  readonly path: Path;
  readonly at: Position;
  readonly body: Node[];
  otherwise: Node[] | undefined;
}

/** A template, or the first mistake in it. */
export function readTemplate(source: string): Template | Mistake {
  if (source.length > longest) {
    const problem = `it has ${source.length} characters, at most ${longest} are read`;
    return { line: 1, column: 1, problem, fix: 'Make it shorter' };
  }
  const tokens = readTokens(source);
  if ('problem' in tokens) return tokens;
  const nodes: Node[] = [];
  const blocks: Block[] = [];
  const add = (node: Node): void => {
    const block = blocks.at(-1);
    (block ? (block.otherwise ?? block.body) : nodes).push(node);
  };
  for (const token of tokens) {
    if (token.kind === 'text') {
      add(token);
      continue;
    }
    const { text, at } = token;
    const wrong = (problem: string, fix: string): Mistake => ({ ...at, problem, fix });
    const scopes = scopesOf(blocks);
    const opening = /^#(\S*)\s*(.*)$/s.exec(text);
    if (opening) {
      const [, kind = '', about = ''] = opening;
      if (kind !== 'if' && kind !== 'each') return wrong(`there is no block \`#${kind}\``, 'Use #if or #each');
      if (blocks.length >= deepest) return wrong(`more than ${deepest} blocks stand in each other`, 'Use fewer');
      const path = readPath(about.trim(), scopes);
      if ('problem' in path) return wrong(path.problem, path.fix);
      if (kind === 'each' && !isList(path.shape))
        return wrong(`\`${about}\` is no list`, 'Use #if, or name a list like alerts');
      blocks.push({ kind, path, at, body: [], otherwise: undefined });
      continue;
    }
    const block = blocks.at(-1);
    if (text === 'else') {
      if (!block) return wrong('`else` stands outside of a block', 'Take it away, or open a block with #if');
      if (block.otherwise) return wrong(`\`else\` stands twice in \`#${block.kind}\``, 'Take one away');
      block.otherwise = [];
      continue;
    }
    if (text.startsWith('/')) {
      const kind = text.slice(1).trim();
      if (!block) return wrong(`\`/${kind}\` closes nothing`, 'Take it away');
      if (kind !== block.kind) return wrong(`\`/${kind}\` closes \`#${block.kind}\``, `Write {{/${block.kind}}}`);
      blocks.pop();
      add({ kind: block.kind, path: block.path, body: block.body, otherwise: block.otherwise ?? [] });
      continue;
    }
    const value = readValue(text, scopes);
    if ('problem' in value) return wrong(value.problem, value.fix);
    add(value);
  }
  const open = blocks.at(-1);
  if (open) return { ...open.at, problem: `\`#${open.kind}\` is not closed`, fix: `Write {{/${open.kind}}} behind it` };
  return { nodes };
}

const isList = (shape: Shape): shape is { readonly list: Shape } => typeof shape === 'object' && 'list' in shape;

/** Inside of `#each` names are those of the item first; behind its `else` there is none. */
function scopesOf(blocks: readonly Block[]): readonly Shape[] {
  const inside = blocks.flatMap(({ kind, path: { shape }, otherwise }) =>
    kind === 'each' && otherwise === undefined && isList(shape) ? [shape.list] : [],
  );
  return [messageShape, ...inside];
}

type ValueNode = Extract<Node, { kind: 'value' }>;

function readValue(
  text: string,
  scopes: readonly Shape[],
): ValueNode | { readonly problem: string; readonly fix: string } {
  const [about = '', ...names] = text.split('|').map((part) => part.trim());
  const path = readPath(about, scopes);
  if ('problem' in path) return path;
  const used: Filter[] = [];
  for (const name of names) {
    if (!Object.hasOwn(filters, name)) {
      const meant = closest(name, Object.keys(filters));
      const fix = meant === undefined ? `Use one of: ${Object.keys(filters).join(', ')}` : `Did you mean \`${meant}\``;
      return { problem: `there is no filter \`${name}\``, fix };
    }
    used.push(name as Filter);
  }
  if (path.shape !== 'value' && !used.includes('json')) {
    const fix = isList(path.shape)
      ? 'Go through it with #each, or write | json'
      : 'Name one of its values, or write | json';
    return { problem: `\`${about}\` is more than one value`, fix };
  }
  return { kind: 'value', path, filters: used };
}
