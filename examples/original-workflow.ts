/**
 * The workflow of the original SchemaValidator in four lines: open a schema, judge a row, judge a table, print a summary.
 * Run it from the repository: npx tsx --conditions=source examples/original-workflow.ts
 */
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { SchemaValidator } from 'pitwall';

const cwd = fileURLToPath(new URL('courtside', import.meta.url));
const now = (): Date => new Date('2026-01-12T06:00:00Z');

const validator = await SchemaValidator.open('pitwall.yaml', 'games', { cwd, now });
const row = validator.validateRow({ game_id: 's2026-0701', season: '2025-26', home_team: 'Elk River' });
const result = await validator.comprehensiveValidation('data/week-2026-01-05.csv');
const summary = validator.getValidationSummary(result);

stdout.write(`the row is ${row.ok ? 'valid' : `not valid, ${row.errors.length} errors`}\n\n${summary}\n`);
