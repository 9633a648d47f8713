// The least that a check of a file through DuckDB can take: read every cell of it, with the same memory and threads.
// node duckdb-scan.cjs FILE. CommonJS, because DuckDB loads faster by require than by import.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { DuckDBInstance } = require('@duckdb/node-api');

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

function scanOf(file) {
  if (file.endsWith('.parquet'))
    return `SELECT ${columns.map((column) => `max(${column})`)} FROM read_parquet('${file}')`;
  const types = columns.map((column) => `'${column}': 'VARCHAR'`);
  const settings = `auto_detect = false, header = true, columns = {${types}}`;
  return `SELECT ${columns.map((column) => `count(${column})`)} FROM read_csv('${file}', ${settings})`;
}

async function scan(file) {
  const scratch = mkdtempSync(join(tmpdir(), 'pitwall-bench-'));
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', temp_directory: scratch });
  const connection = await instance.connect();
  await connection.runAndReadAll(scanOf(file));
  connection.closeSync();
  instance.closeSync();
  rmSync(scratch, { recursive: true });
}

scan(process.argv[2]);
