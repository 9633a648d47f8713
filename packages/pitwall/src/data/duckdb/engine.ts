import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, JS } from '@duckdb/node-api';
import type { Engine, Row, Value } from '../engine.ts';
import { duckdb } from './api.ts';
import { duckdbDialect } from './dialect.ts';
import { doubles } from './doubles.ts';

export interface DuckDBOptions {
  /** What DuckDB may hold in memory; beyond it, it spills to disk. */
  readonly memory?: string;
  readonly threads?: number;
}

export interface DuckDBEngine extends Engine {
  readonly connection: DuckDBConnection;
  /** Private to this engine and gone with it. */
  readonly scratch: string;
}

const defaultMemory = '256MB';

/** An engine in memory that spills to a scratch folder; it reads no settings and reaches no network. */
export async function openDuckDB({ memory = defaultMemory, threads }: DuckDBOptions = {}): Promise<DuckDBEngine> {
  const scratch = await mkdtemp(join(tmpdir(), 'pitwall-'));
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    memory_limit: memory,
    ...(threads === undefined ? {} : { threads: String(threads) }),
    temp_directory: join(scratch, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  return engineOn(await instance.connect(), scratch, () => {
    instance.closeSync();
    rmSync(scratch, { recursive: true, force: true });
  });
}

/** An engine on a connection of somebody else's database, such as that of the events; `closed` is told when it is gone. */
export async function engineOn(
  connection: DuckDBConnection,
  scratch: string,
  closed: () => void,
): Promise<DuckDBEngine> {
  await connection.run("SET TimeZone = 'UTC'; SET enable_progress_bar = true; SET enable_progress_bar_print = false");
  return {
    dialect: duckdbDialect,
    connection,
    scratch,
    async query(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJS().map(toRow);
    },
    async streamNumbers(sql, visit) {
      const result = await connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) return;
        visit(
          Array.from({ length: chunk.columnCount }, (_, index) => doubles(chunk.getColumnVector(index))),
          chunk.rowCount,
        );
      }
    },
    progress() {
      const { percentage } = connection.progress;
      return { percentage: percentage < 0 ? undefined : percentage };
    },
    close() {
      connection.closeSync();
      closed();
    },
  };
}

function toRow(row: Record<string, JS | null>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toValue(value)]));
}

/** Counts fit a double; what does not is kept exact, as text. */
function toValue(value: JS | null): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => toValue(item as JS | null));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toValue(item as JS | null)]));
  }
  return String(value);
}
