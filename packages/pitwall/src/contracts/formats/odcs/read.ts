import type { ContractInput } from '../../config.ts';
import type { Plain } from '../compact.ts';
import { type IgnoredItem, importError } from '../imported.ts';
import { isRecord } from '../parse.ts';
import { readFreshness } from './freshness.ts';
import { asList, readProperty, type Types } from './read-property.ts';
import { type KnownColumns, readTable } from './read-table.ts';

export interface OdcsReading {
  readonly contract: ContractInput;
  /** Of the schema object. */
  readonly name: string;
  readonly ignored: readonly IgnoredItem[];
}

export interface OdcsReadOptions {
  /** Which schema object, where there are several. */
  readonly schema?: string;
  /** Types of columns for which the document states none, as the data has them. */
  readonly types?: Types;
}

/** The checks of one schema object of an ODCS 3 document. What has no equal is listed, never dropped in silence. */
export function contractFromOdcs(document: unknown, { schema, types = {} }: OdcsReadOptions = {}): OdcsReading {
  const root = readRoot(document);
  const object = chooseObject(root, schema);
  const name = nameOf(object);
  const where = `schema.${name}`;
  const { columns, ignored, aliases } = readColumns(object, where, types);
  const table = readTable(object, where, { columns, aliases });
  const others = asList(root.schema).filter((other) => other !== object && isRecord(other));
  const freshness = readFreshness(root, object, { name, columns, aliases, others: others.flatMap(namesOf) });
  const { description } = object;
  return {
    name,
    contract: {
      ...(typeof description === 'string' && { description }),
      ...table.contract,
      ...(freshness.freshness && { freshness: freshness.freshness }),
      columns: columns as NonNullable<ContractInput['columns']>,
    },
    ignored: [...ignored, ...table.ignored, ...freshness.ignored, ...withoutChecks(root)],
  };
}

function readRoot(document: unknown): Plain {
  if (!isRecord(document)) {
    throw importError(
      'expected an ODCS document, but this is not an object',
      'give the parsed YAML or JSON of a data contract',
    );
  }
  const { kind, apiVersion } = document;
  if (kind !== 'DataContract') {
    throw importError(
      `expected \`kind: DataContract\`, but found ${JSON.stringify(kind) ?? 'none'}`,
      'give a document of the Open Data Contract Standard',
    );
  }
  if (typeof apiVersion !== 'string' || !/^v?3\./.test(apiVersion)) {
    throw importError(
      `expected an \`apiVersion\` of 3, but found ${JSON.stringify(apiVersion) ?? 'none'}`,
      'convert the document to version 3 of the standard',
    );
  }
  return document;
}

function chooseObject(root: Plain, schema: string | undefined): Plain {
  const objects = asList(root.schema).filter(isRecord);
  const names = objects.map(nameOf);
  const [first] = objects;
  if (!first) throw importError('the document has no `schema`', 'add the object whose data is to be checked');
  const list = names.map((name) => `\`${name}\``).join(', ');
  if (schema !== undefined) {
    const chosen = objects.find((object) => namesOf(object).includes(schema));
    if (!chosen) throw importError(`the document has no schema object \`${schema}\``, `choose one of ${list}`);
    return chosen;
  }
  if (objects.length > 1)
    throw importError(`the document has ${objects.length} schema objects`, `choose one of ${list}`);
  return first;
}

function nameOf({ name, physicalName }: Plain): string {
  return String(name ?? physicalName ?? '');
}

function namesOf(object: unknown): string[] {
  if (!isRecord(object)) return [];
  return [object.name, object.physicalName].filter((name) => typeof name === 'string');
}

interface ReadColumns extends KnownColumns {
  readonly ignored: readonly IgnoredItem[];
}

function readColumns(object: Plain, where: string, types: Types): ReadColumns {
  const columns = new Map<string, Plain>();
  const aliases = new Map<string, string>();
  const ignored: IgnoredItem[] = [];
  asList(object.properties).forEach((property, index) => {
    const names = namesOf(property);
    const name = names.at(-1);
    const place = `${where}.${names[0] ?? `properties[${index}]`}`;
    if (!isRecord(property) || name === undefined) {
      ignored.push({ where: place, what: 'a property', why: 'it has no name' });
    } else if (name === '__proto__' || columns.has(name)) {
      const why = columns.has(name) ? 'another property has the same name' : 'a contract cannot name such a column';
      ignored.push({ where: place, what: 'the column with all its rules', why });
    } else {
      const read = readProperty(property, name, place, types);
      ignored.push(...read.ignored);
      if (read.column) columns.set(name, read.column);
      for (const alias of names) aliases.set(alias, name);
    }
  });
  return { columns: Object.fromEntries(columns), aliases, ignored };
}

const sectionsWithoutChecks = ['servers', 'team', 'roles', 'stakeholders', 'price', 'support'] as const;

function withoutChecks(root: Plain): IgnoredItem[] {
  const present = sectionsWithoutChecks.filter((section) => root[section] !== undefined);
  return present.length === 0
    ? []
    : [{ where: 'document', what: present.join(', '), why: 'they state no checks of the data' }];
}
