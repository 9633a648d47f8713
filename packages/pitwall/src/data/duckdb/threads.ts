import type { DuckDBEngine } from './engine.ts';

/** What a thread holds of one column on its way through the expressions of a scan, measured, and of the file itself. */
const megabytesPerColumn = 1.3;
const megabytesPerThread = 32;
/** Wider data is scanned in several turns. */
const columnsPerScan = 100;

/** Fewer threads for wide data, so that what they hold together fits the memory that the engine may have. */
export async function fitThreads(engine: DuckDBEngine, columns: number): Promise<void> {
  const [settings] = await engine.query(
    "SELECT current_setting('memory_limit') AS memory, current_setting('threads') AS threads",
  );
  const each = megabytesPerThread + megabytesPerColumn * Math.min(columns, columnsPerScan);
  const fitting = Math.max(1, Math.floor(toMegabytes(String(settings?.memory)) / each));
  if (fitting < Number(settings?.threads)) await engine.query(`SET threads = ${fitting}`);
}

const units: Readonly<Record<string, number>> = {
  bytes: 1 / 2 ** 20,
  KiB: 1 / 2 ** 10,
  MiB: 1,
  GiB: 2 ** 10,
  TiB: 2 ** 20,
};

/** As DuckDB writes it, like 244.1 MiB. */
function toMegabytes(text: string): number {
  const [, number = '0', unit = 'MiB'] = /^([\d.]+) (\w+)$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? 1);
}
