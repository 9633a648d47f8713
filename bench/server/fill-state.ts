import { join } from 'node:path';
import { system } from '../../packages/pitwall/src/server/actor.ts';
import { openServer } from '../../packages/pitwall/src/server/open.ts';
import { perform } from '../../packages/pitwall/src/server/perform.ts';
import { findingRecord } from '../../packages/pitwall/src/server/verbs/finding-record.ts';
import { realWorld } from '../../packages/pitwall/src/server/world.ts';
import { version } from '../../packages/pitwall/src/version.ts';
import { day } from './events.ts';

const statuses = ['pass', 'warning', 'alert'] as const;
const models = 20;
const minute = 60_000;

export const findingId = (nr: number): string => `finding-${nr}`;

/** A folder with so many findings, as monitors would have left them: there is no door to them from outside. */
export async function fillState(folder: string, count: number): Promise<void> {
  const server = await openServer({ folder: join(folder, 'data'), version, world: realWorld });
  const start = Date.parse(day);
  try {
    const findings = Array.from({ length: count }, (_, nr) => ({
      id: findingId(nr),
      finding: {
        subject: `model:model-${nr % models}`,
        metric: nr % 2 === 0 ? 'drift.psi' : 'score.auc',
        value: (nr % 100) / 100,
        threshold: null,
        status: statuses[nr % statuses.length] ?? 'pass',
        message: `Measurement ${nr} of model ${nr % models} is ${nr % 100} hundredths.`,
        evidence: { total: 1_000, computed: 'population stability index', fix: 'Look at the feature' },
        at: new Date(start + nr * minute).toISOString(),
      },
      window: { start: start + (nr - 1) * minute, end: start + nr * minute },
    }));
    await perform({ ...server, actor: system }, findingRecord, { findings });
  } finally {
    await server.close();
  }
}
