/**
 * The workflow of the original DriftDetector: a reference, new data, what has drifted, a report; then the same by the
 * original's rule, and one of its measures by itself.
 * Run it from the repository: npx tsx --conditions=source examples/drift-detector.ts
 */
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { DriftDetector } from 'pitwall';

const cwd = fileURLToPath(new URL('courtside', import.meta.url));
const ignore = ['season', 'home_team', 'away_team'];

const detector = new DriftDetector('data/season-2025.csv', { false_alarms: '1 in 50', ignore, cwd });
const results = await detector.detectDrift('data/week-2026-01-05.csv');
const report = detector.getDriftReport(results);

const classic = new DriftDetector('data/season-2025.csv', { parity: 'cbb', thresholds: { psi: 0.2 }, ignore, cwd });
const { features, recommendations } = await classic.detectDrift('data/week-2026-01-05.csv');
const drifted = Object.keys(features).filter((name) => features[name]?.drift);

const psi = classic.computePsi([0.1, 0.2, 0.3, 0.4, 0.5], [0.3, 0.4, 0.5, 0.5, 0.5], 2);

stdout.write(`${report}\n\n`);
stdout.write(`by the classic rule: ${drifted.join(', ')}\n${recommendations.join('\n')}\n\n`);
stdout.write(`PSI of five values: ${psi.value?.toFixed(4) ?? 'unknown'}\n`);
