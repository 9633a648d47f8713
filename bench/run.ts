/** Measures what Pitwall promises about speed and memory: `npm run bench`, or with --only NAME, --quick, --repeat N, --long. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alerts } from './cases/alerts.ts';
import { audit } from './cases/audit.ts';
import { backup } from './cases/backup.ts';
import type { Case, GaugeCase, Group, Line, Settings } from './cases/case.ts';
import { contract } from './cases/contract.ts';
import { drift } from './cases/drift.ts';
import { peers } from './cases/peers.ts';
import { permissions } from './cases/permissions.ts';
import { scores } from './cases/scores.ts';
import { secrets } from './cases/secrets.ts';
import { server } from './cases/server.ts';
import { signIn } from './cases/sign-in.ts';
import { start } from './cases/start.ts';
import { work } from './cases/work.ts';
import { readCircumstances } from './circumstances.ts';
import { measure } from './measure.ts';
import { type Cost, formatReport, type Measured, type Section, withSection } from './report.ts';

const cases: readonly (Case | GaugeCase)[] = [
  start,
  contract,
  work,
  peers,
  drift,
  scores,
  server,
  permissions,
  secrets,
  audit,
  alerts,
  signIn,
  backup,
];
const reportFile = join(import.meta.dirname, '../docs/benchmarks.md');

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    repeat: { type: 'string' },
  },
});
const chosen = cases.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) fail(`expected --only ${cases.map(({ name }) => name).join('|')}, found ${values.only}`);
const repeat = values.repeat === undefined ? undefined : Number(values.repeat);
if (repeat !== undefined && !(Number.isInteger(repeat) && repeat > 0))
  fail(`expected --repeat with a whole number from 1, found ${values.repeat}`);
const settings: Settings = { quick: values.quick, long: values.long, repeat, progress: say };

const sections: Section[] = [];
for (const one of chosen) {
  const circumstances = readCircumstances();
  sections.push({ ...('gauge' in one ? await runGauges(one) : await runCase(one)), circumstances });
}
process.stdout.write(formatReport(sections));
if (values.quick) say('a quick look: docs/benchmarks.md stays as it is');
else if (values.only === undefined) await writeFile(reportFile, formatReport(sections));
else await writeFile(reportFile, sections.reduce(withSection, await readFile(reportFile, 'utf8')));

async function runCase({ name, title, groups }: Case): Promise<Omit<Section, 'circumstances'>> {
  say(name);
  const found = await groups(settings);
  if (typeof found === 'string') return { title, measured: [], skipped: [found] };
  const measured: Measured[] = [];
  const skipped: string[] = [];
  for (const group of found) {
    if (typeof group === 'string') skipped.push(group);
    else measured.push(...(await runGroup(group)));
  }
  return { title, measured, skipped };
}

async function runGauges({ name, title, about, gauge }: GaugeCase): Promise<Omit<Section, 'circumstances'>> {
  say(name);
  const found = await gauge(settings);
  return {
    title,
    about,
    measured: [],
    gauged: found.filter((one) => typeof one !== 'string'),
    skipped: found.filter((one) => typeof one === 'string'),
  };
}

async function runGroup({ lines, repeat }: Group): Promise<Measured[]> {
  const costs = new Map<Line, Cost[]>(lines.map((line) => [line, []]));
  for (let run = 0; run < (settings.repeat ?? repeat); run += 1) {
    for (const [line, done] of costs) {
      say(
        `${line.what}${line.rows === undefined ? '' : `, ${line.rows.toLocaleString('en-US')} rows`}, run ${run + 1}`,
      );
      done.push(await measure(line.command));
    }
  }
  const measured = new Map<string, Measured>();
  for (const [{ what, rows, bounds, against }, done] of costs) {
    const other = against === undefined ? undefined : measured.get(against);
    measured.set(what, {
      what,
      costs: done,
      ...(rows === undefined ? {} : { rows }),
      ...(bounds ? { bounds } : {}),
      ...(other ? { against: other } : {}),
    });
  }
  return [...measured.values()];
}

function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

function fail(problem: string): never {
  say(problem);
  process.exit(2);
}
