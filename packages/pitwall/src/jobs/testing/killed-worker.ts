/**
 * A server with a worker on the real clock, in the folder that it is given, until it is killed. `counts` writes one entry
 * for each moment together with its end; `hangs` hangs the first time it is run on this data.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openServer } from '../../server/open.ts';
import { appendAudit } from '../../state/audit-table.ts';
import { listJobRuns } from '../../state/job-run-table.ts';
import { scheduleSchema } from '../schedule.ts';
import { startWorker } from '../worker.ts';

const [folder = '', owner = ''] = process.argv.slice(2);
const world = { now: () => Date.now(), random: (bytes: number) => randomBytes(bytes) };
const server = await openServer({ folder, version: '1', world });
const say = (line: string): void => void writeSync(1, `${line}\n`);
const schedule = scheduleSchema.parse('* * * * * *');

startWorker({
  workplace: () => server,
  owner,
  leaseMilliseconds: 900,
  pollMilliseconds: 20,
  definitions: [
    {
      name: 'counts',
      summary: 'Counts',
      schedule,
      run: async ({ due }) => ({
        commit: async (tx) => {
          const entry = { actor: owner, verb: 'count', outcome: 'done', input: null } as const;
          await appendAudit(tx, { ...entry, at: due, subject: `moment:${due}` });
        },
      }),
    },
    {
      name: 'hangs',
      summary: 'Hangs',
      schedule: scheduleSchema.parse({ cron: '* * * * * *', missed: 'skip' }),
      async run({ run, context }) {
        say(`hangs ${run}`);
        const { items } = await listJobRuns(context.state.db, { job: 'hangs' });
        if (items.length === 1) await new Promise(() => {});
        say('went on');
      },
    },
  ],
});
say('ready');
setInterval(() => {}, 1_000);
