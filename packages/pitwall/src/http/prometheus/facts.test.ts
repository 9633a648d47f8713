import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { noteChange } from '../../alerts/engine/open-alerts.ts';
import { day } from '../../core/duration.ts';
import { realWorld } from '../../server/world.ts';
import { openState, type StatePlace } from '../../state/open.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../../state/testing/postgres.ts';
import { noon } from '../testing/bench.ts';
import { makeAlertCount, makeTallies } from './alert-facts.ts';
import { componentFacts } from './component-facts.ts';
import { modelFacts } from './model-facts.ts';
import { outboxFacts } from './outbox-facts.ts';
import { familiesOf } from './scrape.ts';
import { furnishState, hostile } from './testing/furnish.ts';

const home = mkdtempSync(join(tmpdir(), 'pitwall-facts-'));
const bin = findPostgres();
let server: PostgresServer | undefined;
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
  server?.remove();
}, 30_000);

const places: readonly (readonly [string, boolean, () => Promise<StatePlace>])[] = [
  ['SQLite', true, async () => ({ folder: join(home, 'store') })],
  [
    `Postgres (skipped where there is ${noPostgres})`,
    bin !== undefined,
    async () => {
      server ??= startPostgres(bin ?? '');
      return { url: await server.database() };
    },
  ],
];

describe('what is known of the state', () => {
  for (const [engine, isThere, place] of places)
    it.skipIf(!isThere)(`is told alike by ${engine}`, async () => {
      const state = await openState(await place(), { now: () => noon });
      try {
        const world = { ...realWorld, now: () => noon };
        const tallies = makeTallies(noon);
        expect(await tallies({ state })).toEqual([]);
        await furnishState(state, noon);
        const gathered = [
          ...(await modelFacts(state.db)),
          ...(await makeAlertCount()({ state, world })),
          ...(await tallies({ state })),
          ...(await outboxFacts({ state, world })),
          ...(await componentFacts(state.db, noon)),
        ];
        const told = familiesOf(gathered, () => true).flatMap(({ name, samples }) =>
          samples.map(({ labels, value }) => [name, ...Object.values(labels), value].join(' ')),
        );
        expect(told.sort()).toEqual(
          [
            'pitwall_alerts firing high drift spread 1',
            'pitwall_alerts firing high drift total 1',
            'pitwall_component_sample shop latency_ms web 7',
            'pitwall_component_sample spread "a"\\ x 9',
            `pitwall_component_sample_time_seconds shop latency_ms web ${noon / 1_000}`,
            `pitwall_component_sample_time_seconds spread "a"\\ x ${noon / 1_000}`,
            'pitwall_component_samples_left_out 1',
            `pitwall_deliveries ${hostile} failed 1`,
            'pitwall_findings drift alert spread 2',
            'pitwall_findings drift pass total 1',
            'pitwall_model_figure spread accuracy 0.4',
            'pitwall_model_trouble spread drift alert 1',
            `pitwall_model_window_end_seconds spread ${noon / 1_000 - 3_600}`,
            'pitwall_model_window_labels spread 9',
            'pitwall_model_window_rows spread 10',
            'pitwall_model_window_status spread alert 1',
            'pitwall_model_window_status spread pass 0',
            'pitwall_model_window_status spread unknown 0',
            'pitwall_model_window_status spread warning 0',
            `pitwall_outbox_dead ${hostile} 0`,
            `pitwall_outbox_oldest_seconds ${hostile} 90`,
            `pitwall_outbox_waiting ${hostile} 1`,
            'pitwall_silences active 0',
            'pitwall_silences expired 0',
            'pitwall_silences pending 0',
          ].sort(),
        );
      } finally {
        await state.close();
      }
    });

  it('of alerts is counted anew when one changed, and not more often than it takes', async () => {
    const state = await openState({ folder: join(home, 'counted') }, { now: () => noon });
    try {
      const clock = { now: noon };
      const world = { ...realWorld, now: () => clock.now };
      const count = makeAlertCount();
      const counted = async () => (await count({ state, world })).reduce((sum, { value }) => sum + value, 0);
      const seen = [await counted()];
      await furnishState(state, noon);
      clock.now += day;
      seen.push(await counted());
      await state.change((tx) => noteChange(tx));
      clock.now -= day;
      seen.push(await counted());
      clock.now += day;
      seen.push(await counted());
      expect(seen).toEqual([0, 0, 0, 2]);
    } finally {
      await state.close();
    }
  });
});
