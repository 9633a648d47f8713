import type { Format } from '../source.ts';
import { readArrow } from './arrow.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { readParquet } from './parquet.ts';
import type { Reader } from './reader.ts';

/** A new format is a file here and a line in this list. */
export const readers: Readonly<Record<Format, Reader>> = {
  csv: readCsv,
  tsv: readCsv,
  parquet: readParquet,
  json: readJson,
  ndjson: readJson,
  arrow: readArrow,
};
