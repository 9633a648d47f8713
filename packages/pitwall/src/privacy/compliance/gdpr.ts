import type { Context } from '../../server/context.ts';
import { listErasures, listHolds } from '../../state/erasure-table.ts';
import { personalOf, privacyOf } from '../config.ts';
import type { Period } from './period.ts';
import { type Cell, inputText, type Material, momentCell, notRecorded, type Section, section } from './section.ts';

/** The register of processing as the configuration has it, and what was done for persons who asked. */
export async function gdprSections(
  context: Context,
  { entries, named }: Material,
  { from, to }: Period,
): Promise<readonly Section[]> {
  const { config, state } = context;
  const models = Object.entries(config.models).map(([model, settings]): Cell[] => {
    const personal = personalOf(settings);
    return personal
      ? [
          model,
          personal.purpose ?? notRecorded,
          personal.subject,
          personal.columns.join(', ') || 'none besides',
          config.retention.events,
        ]
      : [model, notRecorded, 'not declared', 'not declared', config.retention.events];
  });
  const declared = models.filter(([, , subject]) => subject !== 'not declared').length;
  const isIn = (at: number | null): boolean => at !== null && at >= from && at < to;
  const erasures = (await listErasures(state.db)).filter(
    ({ askedAt, finishedAt }) => isIn(askedAt) || isIn(finishedAt) || (finishedAt === null && askedAt < to),
  );
  const exports = entries.filter(({ verb, outcome }) => verb === 'privacy.export' && outcome === 'done');
  const holds = (await listHolds(state.db, 'all')).filter(
    ({ madeAt, releasedAt }) => madeAt < to && (releasedAt === null || releasedAt >= from),
  );
  const configured = privacyOf(config).hold.length;
  return [
    section(
      'Register of processing',
      ['model', 'purpose', 'names the person', 'says something of them', 'kept'],
      models,
      {
        summary: `${declared} of ${models.length} models say what of their predictions is about people; responsible: ${privacyOf(config).contact ?? notRecorded}`,
        unknown: [
          'Personal data in columns that nobody declared',
          'The legal basis, to whom data is given on, and whether it leaves the country: the configuration does not say it',
        ],
      },
    ),
    section('How long what is kept', ['kind', 'kept'], retentionRows(config.retention), {
      summary: 'As configured now; the audit is kept for ever, with what it says of persons under keys of their own',
      unknown: ['What was configured before, but for changes while the server ran'],
    }),
    section(
      'Erasures',
      ['erasure', 'asked', 'by', 'finished', 'entry', 'predictions', 'labels', 'state'],
      erasures.map(({ id, askedAt, askedBy, finishedAt, certificate, problem }) => {
        const { audit, events } = (certificate ?? {}) as {
          readonly audit?: number;
          readonly events?: { readonly predictions: number; readonly labels: number };
        };
        const finished = finishedAt === null ? null : momentCell(finishedAt);
        const standing = finishedAt === null ? `not finished${problem === null ? '' : `: ${problem}`}` : 'finished';
        return [
          id,
          momentCell(askedAt),
          named(askedBy),
          finished,
          audit ?? null,
          events?.predictions ?? null,
          events?.labels ?? null,
          standing,
        ];
      }),
      {
        summary: `${erasures.length} that were asked for, finished or under way`,
        unknown: [
          'Who was erased: that is the point of it',
          'When the person asked: only when it was typed in',
          'Other servers that share this state',
        ],
      },
    ),
    section(
      'Exports',
      ['entry', 'when', 'by', 'predictions', 'audit entries'],
      exports.map((entry) => [
        entry.seq,
        momentCell(entry.at),
        named(entry.actor),
        inputText(entry, 'predictions'),
        inputText(entry, 'auditEntries'),
      ]),
      {
        summary: `${exports.length} times what there is of a person was handed out`,
        unknown: ['To whom the file was given on'],
      },
    ),
    section(
      'Holds',
      ['hold', 'since', 'by', 'reason', 'until'],
      holds.map(({ id, madeAt, madeBy, reason, releasedAt }) => [
        id,
        momentCell(madeAt),
        named(madeBy),
        reason,
        releasedAt === null ? 'stands' : momentCell(releasedAt),
      ]),
      { summary: `${holds.length} in the state; ${configured} more in the configuration now` },
    ),
  ];
}

function retentionRows(retention: Context['config']['retention']): readonly Cell[][] {
  const { findings, alerts, deliveries, events, profiles, metrics, job_runs: runs, sessions, idempotency } = retention;
  return [
    ['predictions with their labels', events],
    ['findings', findings],
    ['alerts that are over', alerts],
    ['messages about alerts', deliveries],
    ['hourly profiles', profiles],
    ['figures over time', `${metrics.raw} as they came, ${metrics.hours} by the hour`],
    ['runs of jobs', runs],
    ['sessions that are over', sessions],
    ['answers to requests', idempotency],
    ['audit', 'for ever'],
  ];
}
