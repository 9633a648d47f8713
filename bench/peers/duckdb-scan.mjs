// The least that any check of a file through DuckDB can take: read every cell of it, with the same settings.
// node duckdb-scan.mjs FILE
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const columns = [
  'game_id',
  'date',
  'season',
  'home_team',
  'away_team',
  'team_efficiency',
  'player_availability',
  'dynamic_factors',
  'market_signals',
  'target',
];
const [file] = process.argv.slice(2);
const types = columns.map((column) => `'${column}': 'VARCHAR'`).join(', ');
const query = file.endsWith('.csv')
  ? `SELECT ${columns.map((column) => `count(${column})`)} FROM read_csv('${file}', auto_detect = false, header = true, columns = {${types}})`
  : `SELECT ${columns.map((column) => `max(${column})`)} FROM read_parquet('${file}')`;

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-bench-'));
const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', temp_directory: scratch });
const connection = await instance.connect();
await connection.runAndReadAll(query);
connection.closeSync();
instance.closeSync();
rmSync(scratch, { recursive: true });
