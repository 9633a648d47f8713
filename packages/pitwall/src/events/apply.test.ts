import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome } from './apply.ts';
import { batchOf } from './batch.ts';
import type { EventKind } from './event.ts';
import { type Events, openEvents } from './store.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-apply-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const now = new Date('2026-03-01T12:00:00Z');

async function withEvents<Result>(use: (events: Events) => Promise<Result>): Promise<Result> {
  folders += 1;
  const events = await openEvents({ folder: join(scratch, String(folders)) });
  try {
    return await use(events);
  } finally {
    await events.close();
  }
}

async function send(events: Events, kind: EventKind, values: readonly unknown[], at = now): Promise<Partial<Outcome>> {
  const { outcome } = await events.ingest(batchOf(values, { kind, now: at }));
  await events.settled();
  const { added, repeated, conflicts, corrected } = (await outcome) ?? {};
  return { added, repeated, conflicts, corrected } as Partial<Outcome>;
}

const none = { added: 0, repeated: 0, conflicts: 0, corrected: 0 };
const one = { model: 'm', id: 'a', prediction: 0.5, features: { pace: 70, team: 'x' } };

describe('the same event again', () => {
  it('changes nothing, in whatever order its features come and whenever it comes', () =>
    withEvents(async (events) => {
      expect(await send(events, 'prediction', [one, one])).toEqual({ ...none, added: 1, repeated: 1 });
      const later = new Date('2026-03-02T00:00:00Z');
      const again = { features: { team: 'x', pace: 70 }, prediction: 0.5, id: 'a', model: 'm' };
      expect(await send(events, 'prediction', [again], later)).toEqual({ ...none, repeated: 1 });
      const { predictions } = await events.list({ model: 'm' });
      expect(predictions).toMatchObject([{ id: 'a', at: now.toISOString(), features: { pace: 70, team: 'x' } }]);
    }));

  it('is another one where the model is another', () =>
    withEvents(async (events) => {
      expect(await send(events, 'prediction', [one, { ...one, model: 'n' }])).toEqual({ ...none, added: 2 });
    }));

  it('with something else in it is a conflict: the first is kept, and it is counted', () =>
    withEvents(async (events) => {
      await send(events, 'prediction', [one]);
      expect(await send(events, 'prediction', [{ ...one, prediction: 0.6 }])).toEqual({ ...none, conflicts: 1 });
      expect(
        await send(events, 'prediction', [
          { ...one, id: 'b' },
          { ...one, id: 'b', odds: 2 },
        ]),
      ).toEqual({
        ...none,
        added: 1,
        conflicts: 1,
      });
      expect((await events.list({ model: 'm' })).predictions.map(({ prediction }) => prediction)).toEqual([0.5, 0.5]);
      expect(await events.conflicts()).toEqual([{ kind: 'prediction', model: 'm', count: 2 }]);
    }));
});

describe('a label', () => {
  it('may come before its prediction', () =>
    withEvents(async (events) => {
      await send(events, 'label', [{ model: 'm', id: 'a', label: 1 }]);
      expect((await events.list({ model: 'm' })).predictions).toEqual([]);
      await send(events, 'prediction', [one]);
      expect((await events.list({ model: 'm', labelled: true })).predictions).toMatchObject([{ id: 'a', label: 1 }]);
    }));

  it('is replaced only by one that says so', () =>
    withEvents(async (events) => {
      await send(events, 'prediction', [one]);
      const label = { model: 'm', id: 'a', label: 1 };
      expect(await send(events, 'label', [label])).toEqual({ ...none, added: 1 });
      expect(await send(events, 'label', [{ ...label, label: 0 }])).toEqual({ ...none, conflicts: 1 });
      expect(await send(events, 'label', [{ ...label, label: 0, supersedes: true }])).toEqual({
        ...none,
        corrected: 1,
      });
      expect(await send(events, 'label', [{ ...label, label: 0, supersedes: true }])).toEqual({ ...none, repeated: 1 });
      expect((await events.list({ model: 'm' })).predictions).toMatchObject([{ label: 0, corrections: 1 }]);
    }));

  it('corrected several times in one batch ends as the last says', () =>
    withEvents(async (events) => {
      await send(events, 'prediction', [one]);
      const labels = [1, 0, 2, 3].map((label) => ({ model: 'm', id: 'a', label, supersedes: label > 0 }));
      expect(await send(events, 'label', labels)).toEqual({ ...none, added: 1, conflicts: 1, corrected: 2 });
      expect((await events.list({ model: 'm' })).predictions).toMatchObject([{ label: 3, corrections: 2 }]);
    }));
});

describe('for any sequence of labels', () => {
  const sent = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    label: fc.integer({ min: 0, max: 2 }),
    supersedes: fc.boolean(),
  });

  it('what is kept and counted is what comes out one after the other', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(sent, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        (batches) =>
          withEvents(async (events) => {
            const kept = new Map<string, { label: number; corrections: number }>();
            for (const batch of batches) {
              const expected = { ...none };
              for (const { id, label, supersedes } of batch) {
                const known = kept.get(id);
                if (!known) expected.added += 1;
                else if (known.label === label) expected.repeated += 1;
                else if (supersedes) expected.corrected += 1;
                else expected.conflicts += 1;
                if (!known) kept.set(id, { label, corrections: 0 });
                else if (supersedes && known.label !== label)
                  kept.set(id, { label, corrections: known.corrections + 1 });
              }
              expect(
                await send(
                  events,
                  'label',
                  batch.map((value) => ({ model: 'm', ...value })),
                ),
              ).toEqual(expected);
            }
            await send(
              events,
              'prediction',
              [...kept.keys()].map((id) => ({ model: 'm', id, prediction: 1 })),
            );
            const listed = (await events.list({ model: 'm' })).predictions;
            expect(new Map(listed.map(({ id, label, corrections }) => [id, { label, corrections }]))).toEqual(kept);
          }),
      ),
      { numRuns: 12 },
    ));
});

describe('text that would be SQL, JSON or a command', () => {
  it('comes back as it was, from every field', () =>
    withEvents(async (events) => {
      const texts = [
        "'; DROP TABLE prediction; --",
        "\"; COPY prediction TO '/tmp/x'",
        'line\\nbreak \\u0000 \\ud800',
        '␛[31m',
        '\u202eabc',
        '日本語 🏀',
        '{"supersedes":true}',
        'x,"supersedes":true}',
        "a''b",
        '%s%n',
        '../../etc/passwd',
      ];
      const values = texts.map((text) => ({
        model: text,
        id: text,
        version: text,
        segment: text,
        user: text,
        item: text,
        prediction: text,
        features: { [text]: text, constructor: 'c', toString: 't', '1': 1 },
      }));
      expect(await send(events, 'prediction', values)).toEqual({ ...none, added: texts.length });
      expect(
        await send(
          events,
          'label',
          texts.map((text) => ({ model: text, id: text, label: text })),
        ),
      ).toMatchObject({ added: texts.length });
      for (const [index, text] of texts.entries()) {
        const { predictions } = await events.list({ model: text, version: text });
        expect(predictions).toMatchObject([{ ...values[index], label: text }]);
        expect(Object.keys(predictions[0]?.features ?? {})).toHaveLength(4);
      }
    }));

  it('line breaks and other controls in features and segments survive as well', () =>
    withEvents(async (events) => {
      const value = { ...one, segment: 'a\nb\tc\r\u2028', features: { note: 'a\nb\u0001' } };
      await send(events, 'prediction', [value]);
      expect((await events.list({ model: 'm' })).predictions).toMatchObject([value]);
    }));
});
