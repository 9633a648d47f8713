/**
 * A gate in a program: judge the week's games, and say what is wrong with them before anybody bets on them.
 * Run it from the repository: npx tsx --conditions=source examples/check.ts
 */
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { check } from 'pitwall';

const report = await check({
  cwd: fileURLToPath(new URL('courtside', import.meta.url)),
  dataset: 'games',
  now: new Date('2026-01-12T06:00:00Z'),
});

for (const { name, rows, score } of report.datasets)
  stdout.write(`${name}: ${rows} rows, score ${score?.toFixed(1)}\n`);
for (const { status, message, evidence } of report.findings) {
  if (status === 'pass') continue;
  const example = evidence.examples?.find(({ row }) => row !== undefined);
  stdout.write(`${status}: ${message}${example ? `, like ${example.value ?? 'nothing'} in row ${example.row}` : ''}\n`);
}
