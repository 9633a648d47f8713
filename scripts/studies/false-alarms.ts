/**
 * Measures how often the drift decision raises false alarms, and how often it finds a change, and writes
 * docs/reference/drift-study.md: `npx tsx --conditions=source scripts/studies/false-alarms.ts`. With `--quick` it makes a
 * twentieth of the comparisons and prints the page instead.
 */
import { writeFileSync } from 'node:fs';
import { correlated, independent, otherWorlds, type Study } from './no-drift.ts';
import { studyPage } from './page.ts';
import { power } from './power.ts';

const quick = process.argv.includes('--quick');
const study: Study = {
  seed: 20_260_105,
  scale: quick ? 0.05 : 1,
  progress: (what) => void process.stderr.write(`${(process.cpuUsage().user / 1e6).toFixed(0)} CPU s: ${what}\n`),
};
const page = studyPage({
  seed: study.seed,
  independent: independent(study),
  others: otherWorlds(study),
  correlated: correlated(study),
  power: power(study),
});
if (quick) process.stdout.write(page);
else writeFileSync(new URL('../../docs/reference/drift-study.md', import.meta.url), page);
study.progress('done');
