import type { Example } from '@pitwall/sdk';
import { foundColumn, stepSize } from './measure.ts';
import { type Plan, typedPart } from './plan.ts';

/** Where the first gaps of a series lie. */
export async function firstGaps(plan: Plan, limit: number): Promise<Example[]> {
  const { series } = plan.contract;
  const planned = foundColumn(plan.columns, series?.column);
  if (!series || !planned) return [];
  const { dialect } = plan.table.engine;
  const { type } = planned.column;
  const size = stepSize(series.every);
  const steps = plan.table.parts
    .map(
      (part) =>
        `SELECT DISTINCT ${dialect.step(planned.typed, type, size)} AS step FROM (${typedPart(plan, part, part.scan, [], [planned])})`,
    )
    .join(' UNION ');
  const gaps = await plan.table.engine.query(`
    SELECT step + 1 AS gap_from, following - 1 AS gap_to FROM (SELECT step, lead(step) OVER (ORDER BY step) AS following FROM (${steps}) WHERE step IS NOT NULL)
    WHERE following > step + 1 ORDER BY step LIMIT ${limit}`);
  const show = (step: number): string => (type === 'integer' ? String(step * size) : showTime(step * size, size));
  return gaps.map(({ gap_from, gap_to }) => {
    const [from, to] = [show(Number(gap_from)), show(Number(gap_to))];
    return { column: planned.name, value: from === to ? from : `${from} to ${to}`, rule: 'no row' };
  });
}

const day = 86_400_000;
/** JavaScript's dates end here; those of tables reach further. */
const lastTime = 8_640_000_000_000_000;

function showTime(milliseconds: number, size: number): string {
  if (Math.abs(milliseconds) > lastTime) return `${milliseconds} ms since 1970`;
  const text = new Date(milliseconds).toISOString();
  return size % day === 0 ? text.slice(0, 10) : text.replace(':00.000Z', 'Z');
}
