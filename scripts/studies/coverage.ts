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
const study: Omit<Study, 'seed'> = {
  scale: isQuick ? 0.05 : 1,
  progress: (what) => void process.stderr.write(`${(process.cpuUsage().user / 1e6).toFixed(0)} CPU s: ${what}\n`),
};
/** A method that was changed after its page was seen needs another seed, because it would be judged by what it was tuned on. */
const pages = {
  scores: { file: 'score-study.md', write: scorePage, seed: 20_270_407 },
  estimates: { file: 'estimate-study.md', write: estimatePage, seed: 20_271_103 },
} as const;
for (const [word, { file, write, seed }] of Object.entries(pages)) {
  if (!words.includes(word) && Object.keys(pages).some((other) => words.includes(other))) continue;
  const page = write({ ...study, seed });
  if (isQuick) process.stdout.write(`${page}\n`);
  else writeFileSync(new URL(`../../docs/reference/${file}`, import.meta.url), page);
}
study.progress('done');
