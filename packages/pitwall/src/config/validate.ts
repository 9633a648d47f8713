import { z } from 'zod';
import { type ErrorCode, PitwallError, type Place } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import type { Path } from './document.ts';
import { formatPath, valueAt } from './maps.ts';

type Locate = (path: Path, key?: string) => Place;

/** What a user may read of values, which may hold secrets. */
interface Showing {
  /** As it is written, before variables were filled in. */
  written(path: Path): unknown;
  /** A sentence about the value at a path, without what it may quote of a secret. */
  conceal(path: Path, message: string): string;
}

type Issue = z.core.$ZodIssue;

/** Mistakes that are told at once; a file with more has one cause. */
const toldAtOnce = 10;

/** The value as the schema has it, or an error that names each mistake, where it stands and what was probably meant. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  locate: Locate,
  showing: Showing = { written: (path) => valueAt(value, path), conceal: (_, message) => message },
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => explain(schema, issue, locate, showing));
  const [first, ...more] = withoutEchoes(problems).toSorted(comparePlaces).slice(0, toldAtOnce);
  throw first ? first.error.and(more.map(({ error }) => error)) : result.error;
}

interface Mistake {
  readonly error: PitwallError;
  /** A key that is missing. */
  readonly missing?: string;
  /** The key that was probably meant by one that is not known. */
  readonly meant?: string;
}

/** A required key that was misspelt is one mistake, not two. */
function withoutEchoes(mistakes: readonly Mistake[]): Mistake[] {
  const meant = new Set(mistakes.map((mistake) => mistake.meant));
  return mistakes.filter(({ missing }) => missing === undefined || !meant.has(missing));
}

function comparePlaces({ error: { place: a } }: Mistake, { error: { place: b } }: Mistake): number {
  if (a.file !== b.file) return 0;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function explain(schema: z.ZodType, issue: Issue, locate: Locate, showing: Showing): Mistake[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => unknownKey(issue.path, key, known, locate));
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest is the one that was meant.
    const [inner] = issue.errors.toSorted((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0] ?? [];
    if (inner && inner.path.length > 0)
      return explain(schema, { ...inner, path: [...issue.path, ...inner.path] } as Issue, locate, showing);
  }
  const found = showing.written(issue.path);
  const isOwn = isOwnSentence(issue);
  const conceal = (text: string): string => showing.conceal(issue.path, text);
  const place = locate(issue.path);
  const field = place.field ?? formatPath(issue.path);
  const isMissing = found === undefined && field !== '';
  const own = ownWords(issue);
  const error = new PitwallError({
    code: own?.code ?? 'config.invalid',
    problem: isOwn ? conceal(issue.message) : `expected ${expectation(issue, conceal)}, found ${describe(found)}`,
    fix:
      isMissing && !isOwn
        ? `Add \`${field}\``
        : ((own?.fix === undefined ? undefined : conceal(own.fix)) ?? suggestion(issue, found) ?? changing(field)),
    place: { ...place, ...(field === '' ? {} : { field }) },
  });
  return [{ error, ...(isMissing ? { missing: field } : {}) }];
}

/** A check of ours may know better what a mistake is called and how to mend it. */
function ownWords(issue: Issue): { readonly code?: ErrorCode; readonly fix?: string } | undefined {
  return issue.code === 'custom' ? issue.params : undefined;
}

const changing = (field: string): string =>
  field === '' ? 'See docs/reference/configuration.md' : `Change \`${field}\``;

function suggestion(issue: Issue, found: unknown): string | undefined {
  if (issue.code !== 'invalid_value' || typeof found !== 'string') return undefined;
  const meant = closest(found, issue.values.map(String));
  return meant === undefined ? undefined : `Did you mean \`${meant}\``;
}

function unknownKey(path: Path, key: string, known: readonly string[], locate: Locate): Mistake {
  const meant = closest(key, known);
  const error = new PitwallError({
    code: 'config.unknown_key',
    problem: `there is no key \`${key}\` ${path.length === 0 ? 'here' : `in \`${formatPath(path)}\``}`,
    fix: meant ? `Did you mean \`${meant}\`` : `Use one of: ${known.join(', ')}`,
    place: locate(path, key),
  });
  return { error, ...(meant ? { meant: formatPath([...path, meant]) } : {}) };
}

/** A schema's own message tells all that is to be told. */
const isOwnSentence = (issue: Issue): boolean => issue.code === 'custom' || issue.code === 'invalid_format';

function expectation(issue: Issue, conceal: (text: string) => string): string {
  switch (issue.code) {
    case 'invalid_type':
      return nouns[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_union':
      return [
        ...new Set(
          issue.errors.flatMap(([inner]) =>
            inner ? [isOwnSentence(inner) ? conceal(inner.message) : expectation(inner, conceal)] : [],
          ),
        ),
      ].join(' or ');
    default:
      return conceal(issue.message);
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

function amount(count: number | bigint, origin: string): string {
  const unit = units[origin]?.[Number(count) === 1 ? 0 : 1];
  return unit === undefined ? String(count) : `${count} ${unit}`;
}

const shownCharacters = 60;

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
  /** At the root only. */
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** The keys that a schema knows at a path, read off its JSON Schema. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
  // what holds itself, such as a route with routes below it, is written once and referred to
  const flatten = ({ $ref, ...node }: JsonSchema): JsonSchema[] => {
    const meant = $ref === undefined ? undefined : root.$defs?.[$ref.slice('#/$defs/'.length)];
    if (meant) return flatten(meant);
    return node.anyOf ? node.anyOf.flatMap(flatten) : [node];
  };
  let nodes: JsonSchema[] = [root];
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
