import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import { subjectOfComponent } from '../server/subjects.ts';
import { defineVerb } from '../server/verb.ts';
import { mostSeries, recordSamples } from './record.ts';
import { isReserved, sampleLimits, sampleSchema } from './sample.ts';

/** As it is sent: one sample, or a list of them. */
export const sentSamplesSchema = z.union([sampleSchema, z.array(sampleSchema).min(1).max(sampleLimits.samplesAtOnce)]);

const inputSchema = z.strictObject({ samples: z.array(sampleSchema).min(1).max(sampleLimits.samplesAtOnce) });

type Answer = { readonly recorded: number; readonly refused: number };

/** Figures that a service measured of itself. All of a request is taken, or nothing, but what has no room as a series. */
export const metricRecord = defineVerb<z.output<typeof inputSchema>, Answer>({
  name: 'metric.record',
  summary: 'Take in figures that something measured',
  input: inputSchema,
  subject: ({ samples: [first] }) => subjectOfComponent(first?.component ?? ''),
  objects: ({ samples }) => [...new Set(samples.map(({ component }) => subjectOfComponent(component)))],
  record: ({ samples }, output) => ({ samples: samples.length, recorded: output?.recorded, refused: output?.refused }),
  identity: ({ samples }) =>
    samples.map(({ component, metric, labels, at, value }) => [component, metric, labels, at ?? null, value]),
  async run(tx, { samples }, { world }) {
    const now = world.now();
    const placed = samples.map((sample, index) => ({ ...sample, at: momentOf(sample.at, now, index) }));
    samples.forEach(({ component }, index) => {
      if (isReserved(component)) throw reserved(component, index);
    });
    const { recorded, refused } = await recordSamples(tx, placed, { now, most: mostSeries.outside });
    return { recorded, refused };
  },
});

/** A clock that is wrong would put figures where nobody looks for them. */
function momentOf(at: number | undefined, now: number, index: number): number {
  if (at === undefined) return now;
  if (at > now + sampleLimits.ahead) {
    throw invalid(
      index,
      'at',
      `expected a time of at most ${sampleLimits.ahead / 60_000} minutes ahead of now, found a later one`,
      'Set the clock of the sender right, or leave `at` out',
    );
  }
  if (at < now - sampleLimits.late) {
    throw invalid(
      index,
      'at',
      `expected a time within the last ${sampleLimits.late / 86_400_000} days, found an earlier one`,
      'Leave out what is older',
    );
  }
  return at;
}

const reserved = (component: string, index: number): PitwallError =>
  invalid(
    index,
    'component',
    `expected a component of your own, found ${JSON.stringify(visible(component).slice(0, 100))}, of which the server itself says how it is`,
    'Give it another name',
  );

const invalid = (index: number, field: string, problem: string, fix: string): PitwallError =>
  new PitwallError({ code: 'request.invalid', problem, fix, place: { field: `samples.${index}.${field}` } });
