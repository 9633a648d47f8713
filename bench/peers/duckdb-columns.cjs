// The least that a comparison of files through DuckDB can take: read every cell, with the same memory and threads.
// node duckdb-columns.cjs FILE... CommonJS, because DuckDB loads faster by require than by import.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { DuckDBInstance } = require('@duckdb/node-api');

async function scan(files) {
  const scratch = mkdtempSync(join(tmpdir(), 'pitwall-bench-'));
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', temp_directory: scratch });
  const connection = await instance.connect();
  for (const file of files) {
    const described = await connection.runAndReadAll(`DESCRIBE FROM '${file}'`);
    const aggregates = described
      .getRowObjectsJS()
      .map(({ column_name, column_type }) => `${column_type === 'VARCHAR' ? 'min' : 'sum'}(${column_name})`);
    await connection.runAndReadAll(`SELECT ${aggregates} FROM '${file}'`);
  }
  connection.closeSync();
  instance.closeSync();
  rmSync(scratch, { recursive: true });
}

scan(process.argv.slice(2));
