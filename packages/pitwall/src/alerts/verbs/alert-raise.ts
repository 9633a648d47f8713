import { type Finding, formatSubject, severitySchema } from '@pitwall/sdk';
import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { defineVerb } from '../../server/verb.ts';
import { appendFindings } from '../../state/finding-table.ts';
import { alertSettings } from '../engine/settings.ts';
import { rule } from '../rules/match.ts';
import { subjectOfAlerts } from './subjects.ts';

export const raiseShape = {
  severity: severitySchema.default('medium').describe('low and medium: a warning; high and critical: an alert'),
  message: z.string().trim().min(1).max(500).default('Somebody tries where alerts arrive: nothing is wrong'),
} as const;

const inputSchema = z.strictObject({ id: z.string().min(1).max(200), ...raiseShape });

const production = 'production';

/** By a finding like all others, which whoever raised it resolves: nothing measures that it is over. */
export const alertRaise = defineVerb<z.output<typeof inputSchema>, { readonly alert: string | null }>({
  name: 'alert.raise',
  summary: 'Raise an alert that means nothing, to see where it arrives; refused in production',
  input: inputSchema,
  subject: () => subjectOfAlerts,
  record: ({ severity }, output) => ({ severity, ...output }),
  async run(tx, { id, severity, message }, { config, layers, world }) {
    if (layers?.environment === production) throw inProduction();
    const finding: Finding = {
      subject: formatSubject({ kind: 'server', name: 'test-alert' }),
      metric: 'alert.test',
      value: null,
      threshold: null,
      status: severity === 'low' || severity === 'medium' ? 'warning' : 'alert',
      message,
      evidence: {},
      at: new Date(world.now()).toISOString(),
    };
    await appendFindings(tx, [{ id, finding, window: null }]);
    const { book, project } = alertSettings(config);
    return { alert: rule(book, finding, { project })?.alert ?? null };
  },
});

const inProduction = (): PitwallError =>
  new PitwallError({
    code: 'alert.production',
    problem: `expected another environment than ${production}, in which no alerts are raised that mean nothing`,
    fix: 'Try a channel with pitwall alerts test CHANNEL, which says that it is a test',
  });
