import { cachedFile } from './data.ts';
import { driftFile } from './drift-data.ts';

const draws = 5;
/** Of as many different values as a double has for a hash of 53 bits. */
const steps = 2 ** 53;

/** From 0 up to and without 1; nothing here is random: the same row draws the same on every machine. */
const uniform = (draw: number): string => `((hash(i * ${draws} + ${draw}) >> 11)::DOUBLE / ${steps})`;

const normal = (draw: number): string => `(sqrt(-2 * ln(1 - ${uniform(draw)})) * cos(2 * pi() * ${uniform(draw + 1)}))`;

/** Predictions of a model that is somewhat too sure of itself, beside what became of them and the odds that were taken. */
const predictions = (rows: number): string => `
  SELECT 1 / (1 + exp(-1.2 * logit)) AS p, (luck < 1 / (1 + exp(-logit)))::TINYINT AS label,
    1 + exp(0.3 * price - logit) * 0.95 AS odds
  FROM (SELECT ${normal(0)} AS logit, ${normal(2)} AS price, ${uniform(4)} AS luck FROM range(${rows}) rows(i))`;

export const predictionsFile = (rows: number): Promise<string> =>
  cachedFile(`predictions-${rows}`, predictions(rows), 'parquet');

/** The columns of a drift file, and a model that is blind to one of their categories. */
export async function segmentsFile(rows: number): Promise<string> {
  const select = `
    SELECT * EXCLUDE (logit), 1 / (1 + exp(-logit)) AS p,
      ((hash(number_1, number_2) >> 11)::DOUBLE / ${steps} < 1 / (1 + exp(CASE category_18 WHEN 'team 4' THEN logit ELSE -logit END)))::TINYINT AS label
    FROM (SELECT *, number_1 - number_3 / 2 AS logit FROM '${await driftFile(rows, 'parquet', 'current')}')`;
  return await cachedFile(`segments-${rows}`, select, 'parquet');
}
