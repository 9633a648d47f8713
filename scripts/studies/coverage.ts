/**
 * Measures how often the 95 % intervals of scores, of profit, of the difference of two models and of estimates before
 * labels hold what they should, and writes docs/reference/score-study.md and docs/reference/estimate-study.md:
 * `npx tsx --conditions=source scripts/studies/coverage.ts`. With `scores` or `estimates` it writes one of them. With
 * `--quick` it draws a twentieth of the samples and prints the pages instead.
 */
import { writeFileSync } from 'node:fs';
import { estimatePage } from './estimate-page.ts';
import type { Study } from './no-drift.ts';
import { scorePage } from './score-page.ts';

const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const study: Study = {
  seed: 20_270_407,
  scale: isQuick ? 0.05 : 1,
  progress: (what) => void process.stderr.write(`${(process.cpuUsage().user / 1e6).toFixed(0)} CPU s: ${what}\n`),
};
const pages = { scores: ['score-study.md', scorePage], estimates: ['estimate-study.md', estimatePage] } as const;
for (const [word, [file, write]] of Object.entries(pages)) {
  if (!words.includes(word) && Object.keys(pages).some((other) => words.includes(other))) continue;
  const page = write(study);
  if (isQuick) process.stdout.write(`${page}\n`);
  else writeFileSync(new URL(`../../docs/reference/${file}`, import.meta.url), page);
}
study.progress('done');
