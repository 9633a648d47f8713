import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { hour } from '../core/duration.ts';
import { batchOf } from '../events/batch.ts';
import { openEvents } from '../events/store.ts';
import { addBaseline, packBaseline, promoteBaseline } from '../state/baseline-table.ts';
import type { Json } from '../state/canonical-json.ts';
import { openState } from '../state/open.ts';
import { createFolder } from '../testing/data-files.ts';
import { buildProgram } from '../testing/kill/program.ts';
import { baselineOfEvents } from './event-baseline.ts';
import { now } from './event-bench.suite.ts';
import { baselineInForce } from './in-force.ts';
import { sumProfiles } from './sum.ts';

const child = fileURLToPath(new URL('./profile-child.suite.ts', import.meta.url));
const begin = Date.parse('2026-02-01T00:00:00Z');
const count = 600;

/** Killed so long after it said that it is ready; true where it was done before. */
async function liveAndDie(program: string, folder: string, milliseconds: number): Promise<boolean> {
  const process = spawn(globalThis.process.execPath, [program, folder]);
  let said = '';
  let complained = '';
  process.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  process.stdout.on('data', (chunk) => {
    if (said === '') setTimeout(() => process.kill('SIGKILL'), milliseconds);
    said += chunk;
  });
  await new Promise((resolve) => process.on('close', resolve));
  expect(complained).toBe('');
  return said.includes('done');
}

it('killed at any moment, and started again, it has counted each prediction once', async () => {
  const folder = createFolder();
  try {
    const program = await buildProgram(folder.path, child);
    const stores = async () => ({
      events: await openEvents({ folder: join(folder.path, 'events'), threads: 1 }),
      state: await openState({ folder: join(folder.path, 'state') }, { now: () => now.getTime() }),
    });
    const { events, state } = await stores();
    for (let id = 0; id < count; id += 3) {
      const rows = [0, 1, 2].map((more) => ({
        model: 'm',
        id: id + more,
        at: new Date(begin + ((id * 7919) % 600) * 60_000).toISOString(),
        prediction: ((id + more) % 100) / 100,
        features: { pace: (id + more) % 17, venue: `v${(id + more) % 3}` },
      }));
      await events.ingest(batchOf(rows, { kind: 'prediction', now }));
    }
    await events.settled();
    const span = { model: 'm', from: begin, to: begin + 600 * 60_000, features: undefined };
    const content = await baselineOfEvents(events, span, now);
    const made = { model: 'm', at: 1, by: 'test', source: { kind: 'file', name: 'b', created: '' } as const, rows: 1 };
    await state.change(async (tx) => {
      const version = await addBaseline(tx, { ...made, ...packBaseline(content as unknown as Json) });
      await promoteBaseline(tx, { ...made, version });
    });
    await state.close();
    await events.close();

    let deaths = 0;
    while (!(await liveAndDie(program, folder.path, deaths > 4 ? 120_000 : 80 + ((deaths * 137) % 400)))) deaths += 1;
    expect(deaths).toBeGreaterThan(2);

    const after = await stores();
    const baseline = await baselineInForce(after.state.db, 'm');
    if (!baseline) throw new Error('expected a baseline');
    const sum = await sumProfiles(after.state.db, { model: 'm', baseline, start: begin, end: begin + 10 * hour });
    if ('unknown' in sum) throw new Error(sum.unknown);
    expect(sum.rows).toBe(count);
    const counts = ({ columns }: typeof sum) =>
      columns.map(({ profile }) =>
        profile.kind === 'numeric' || profile.kind === 'categorical' ? profile.counts : [],
      );
    // the span is that of the baseline, so all its counts are those of the baseline
    expect(counts(sum)).toEqual(counts(baseline.content));
    await after.events.close();
    await after.state.close();
  } finally {
    folder.remove();
  }
}, 240_000);
