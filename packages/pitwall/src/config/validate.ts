import { z } from 'zod';
import { PitwallError, type Place } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import type { Path } from './document.ts';

type Locate = (path: Path, key?: string) => Place;
type Issue = z.core.$ZodIssue;

/** Mistakes that are told at once; a file with more has one cause. */
const toldAtOnce = 10;

/** The value as the schema has it, or an error that names each mistake, where it stands and what was probably meant. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown, locate: Locate): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => explain(schema, issue, locate)).slice(0, toldAtOnce);
  const [first, ...more] = problems;
  throw first ? first.and(more) : result.error;
}

function explain(schema: z.ZodType, issue: Issue, locate: Locate): PitwallError[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => unknownKey(issue.path, key, known, locate));
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest is the one that was meant.
    const branches = [...issue.errors].sort((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0));
    const [inner] = branches[0] ?? [];
    if (inner && inner.path.length > 0) return explain(schema, { ...inner, path: [...issue.path, ...inner.path] } as Issue, locate);
  }
  return [
    new PitwallError({
      code: 'config.invalid',
      problem: sentence(issue),
      fix: issue.path.length === 0 ? 'See docs/reference/configuration.md' : `Change \`${formatPath(issue.path)}\``,
      place: { ...locate(issue.path), field: formatPath(issue.path) },
    }),
  ];
}

function unknownKey(path: Path, key: string, known: readonly string[], locate: Locate): PitwallError {
  const meant = closest(key, known);
  return new PitwallError({
    code: 'config.unknown_key',
    problem: `there is no key \`${key}\` ${path.length === 0 ? 'here' : `in \`${formatPath(path)}\``}`,
    fix: meant ? `Did you mean \`${meant}\`` : `Use one of: ${known.join(', ')}`,
    place: locate(path, key),
  });
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `expected ${article(issue.expected)}, found nothing`
        : `expected ${article(issue.expected)}, found ${/received (.+)$/.exec(issue.message)?.[1] ?? 'something else'}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}`;
    case 'too_big':
      return `expected at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('');
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The keys that a schema knows at a path, read off its JSON Schema. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let nodes: JsonSchema[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema];
  for (const step of path) {
    nodes = nodes.flatMap(flatten).flatMap((node) => {
      if (typeof step === 'number') return node.items ? [node.items] : [];
      const child = node.properties?.[String(step)];
      if (child) return [child];
      return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
    });
  }
  return nodes.flatMap(flatten).flatMap((node) => Object.keys(node.properties ?? {}));
}

const flatten = (node: JsonSchema): JsonSchema[] => (node.anyOf ? node.anyOf.flatMap(flatten) : [node]);
