/**
 * The original's workflow from end to end: is the data right, has the world moved, is the model right and does it pay,
 * and who hears of it.
 * Run it from the repository: npx tsx --conditions=source examples/whole-workflow.ts
 */
import { readFileSync } from 'node:fs';
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { AlertManager, DriftDetector, PerformanceMonitor, SchemaValidator } from 'pitwall';

const cwd = fileURLToPath(new URL('courtside', import.meta.url));
const week = 'data/week-2026-01-05.csv';

const validator = await SchemaValidator.open(`${cwd}/pitwall.yaml`, 'games');
const validation = await validator.comprehensiveValidation(`${cwd}/${week}`);

const detector = new DriftDetector('data/season-2025.csv', { cwd, ignore: ['season', 'home_team', 'away_team'] });
const drift = await detector.detectDrift(week);

const season = columnsOf(readFileSync(`${cwd}/data/season-2025.csv`, 'utf8'));
const monitor = new PerformanceMonitor({ preset: 'cbb', model: 'spread-picker' });
const performance = monitor.evaluate({
  labels: numbers('target'),
  probabilities: numbers('p_home'),
  odds: numbers('closing'),
  oddsFormat: 'decimal',
});

const alerts = new AlertManager({ channels: ['console'] });
await alerts.sendAlerts(alerts.checkAlerts(validation, drift, performance));

stdout.write(`\n${monitor.getSummary(performance)}\n`);
stdout.write(`\n${alerts.formatAlertSummary(alerts.getAlertSummary(validation, drift, performance))}\n`);

/** Enough for a file without quotes. */
function columnsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const rows = lines.map((line) => line.split(','));
  return new Map(header.split(',').map((name, index) => [name, rows.map((row) => row[index] ?? '')]));
}

function numbers(name: string): number[] {
  return (season.get(name) ?? []).map(Number);
}
