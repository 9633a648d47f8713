import type { ColumnType } from '../config.ts';

/** How SQL dialects, pandas, numpy, Spark and Arrow call what a contract calls by seven names. */
const names: { readonly [type in ColumnType]: readonly string[] } = {
  string: [
    'str',
    'string',
    'large_string',
    'varchar',
    'varchar2',
    'nvarchar',
    'nvarchar2',
    'char',
    'nchar',
    'bpchar',
    'character',
    'character varying',
    'text',
    'tinytext',
    'mediumtext',
    'longtext',
    'clob',
    'unicode',
  ],
  category: ['category', 'categorical', 'categoricaldtype', 'enum'],
  integer: [
    'int',
    'integer',
    'bigint',
    'smallint',
    'mediumint',
    'tinyint',
    'hugeint',
    'int2',
    'int4',
    'int8',
    'int16',
    'int32',
    'int64',
    'int128',
    'uint8',
    'uint16',
    'uint32',
    'uint64',
    'uint128',
    'long',
    'short',
    'serial',
    'bigserial',
    'smallserial',
    'biginteger',
    'smallinteger',
  ],
  number: [
    'float',
    'float4',
    'float8',
    'float16',
    'float32',
    'float64',
    'halffloat',
    'double',
    'double precision',
    'real',
    'decimal',
    'decimal128',
    'numeric',
    'bignumeric',
    'number',
  ],
  boolean: ['bool', 'boolean'],
  date: ['date', 'date32', 'date64'],
  timestamp: [
    'timestamp',
    'timestamptz',
    'timestamp with time zone',
    'timestamp without time zone',
    'timestampntz',
    'timestamp ntz',
    'timestamp ltz',
    'timestamp tz',
    'datetime',
    'datetime2',
    'datetime64',
    'datetimeoffset',
    'smalldatetime',
  ],
};

const typesByName = new Map(
  Object.entries(names).flatMap(([type, known]) => known.map((name) => [name, type as ColumnType] as const)),
);

/** Undefined for what is none of ours, like `object`, and for what only the data can tell. */
export function typeFromName(name: string): ColumnType | undefined {
  // MySQL stores its booleans so.
  if (/^tinyint\s*\(\s*1\s*\)$/i.test(name.trim())) return undefined;
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/^.*\./, '')
    .replace(/[([].*?[)\]]/g, '')
    .replace(/_+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return (
    typesByName.get(plain) ??
    typesByName.get(plain.replace(/(type|dtype)$/, '')) ??
    typesByName.get(plain.replace(/ /g, '_'))
  );
}
