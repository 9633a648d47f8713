import { findingSchema, statuses } from '@pitwall/sdk';
import { z } from 'zod';
import { subjectOfModel } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { appendFindings, correctFinding } from '../../state/finding-table.ts';
import { getMonitor, setMonitorBody } from '../../state/monitor-table.ts';
import { putJudgement } from '../../state/window-table.ts';
import { readMonitorBody } from '../body.ts';

const moment = z.int();
const id = z.string().min(1).max(200);

const inputSchema = z.strictObject({
  model: z.string().min(1),
  start: moment,
  end: moment,
  revision: z.int().min(0),
  position: z.int(),
  rows: z.int().min(0),
  labels: z.int().min(0),
  status: z.enum(statuses),
  at: moment,
  body: z.string(),
  troubles: z.record(z.string(), moment),
  findings: z.array(z.strictObject({ id, finding: findingSchema })).min(1),
  corrections: z.array(z.strictObject({ id, by: id })),
});

/**
 * What a monitor found in a window, what that corrects and what is known of the window, all or nothing. Only a window of
 * which something else is said than before goes through here, so that the audit tells of changes; there is no door to it
 * from outside.
 */
export const windowJudge = defineVerb<z.output<typeof inputSchema>, { readonly done: boolean }>({
  name: 'window.judge',
  summary: 'Remember what was found in a window, and correct what was said of it before',
  input: inputSchema,
  subject: ({ model }) => subjectOfModel(model),
  record: ({ start, end, revision, status, findings, corrections }, output) => ({
    start,
    end,
    revision: revision + 1,
    status,
    findings: findings.length,
    corrections: corrections.length,
    done: output?.done,
  }),
  async run(tx, { troubles, findings, corrections, ...judgement }) {
    const { model, start, end } = judgement;
    // where another server was faster, what it said stands
    if (!(await putJudgement(tx, { ...judgement, changed: true }))) return { done: false };
    await appendFindings(
      tx,
      findings.map((finding) => ({ ...finding, window: { start, end } })),
    );
    for (const correction of corrections) await correctFinding(tx, correction);
    const body = readMonitorBody((await getMonitor(tx, model))?.body);
    const all = { ...body.troubles, [String(end - start)]: troubles };
    await setMonitorBody(tx, model, JSON.stringify({ ...body, troubles: all }));
    return { done: true };
  },
});
