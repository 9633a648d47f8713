import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedAlert } from '../../state/alert-received-table.ts';
import { changesEvery, expired, merge, type News } from './merge.ts';
import { fingerprintOfLabels, readPosted, readWebhookAlert, resolveTimeout, type SentAlert } from './sent-alert.ts';

const now = 1_767_614_400_000;
const minute = 60_000;
const labels = { alertname: 'Slow', shop: '7' };

const sent = (more: Partial<SentAlert> = {}): SentAlert => ({
  ...{ labels, annotations: {}, startsAt: now, endsAt: now + 4 * minute, timeout: false, generatorUrl: '' },
  ...more,
});

/** What comes of alerts that are said one after the other. */
function said(...steps: readonly (readonly [at: number, alert: SentAlert])[]) {
  let known: ReceivedAlert | undefined;
  const news: News[] = [];
  for (const [at, alert] of steps) {
    const merged = merge(known, alert, 'Prometheus', at);
    known = merged.alert;
    news.push(merged.news);
  }
  if (!known) throw new Error('Nothing was said.');
  return { known, news };
}

describe('what is known of an alert of others', () => {
  it('is news when it begins and when it ends, however often it is said in between', () => {
    const { known, news } = said(
      [now, sent()],
      [now + minute, sent({ endsAt: now + 5 * minute })],
      [now + 2 * minute, sent({ endsAt: now + 6 * minute })],
      [now + 3 * minute, sent({ endsAt: now + 3 * minute })],
      [now + 4 * minute, sent({ endsAt: now + 3 * minute })],
    );
    expect(news).toEqual(['fired', 'none', 'none', 'resolved', 'none']);
    expect(known).toMatchObject({ status: 'resolved', endsAt: now + 3 * minute, body: { findings: 2 } });
  });

  it('is no news where it is over and nobody knew of it', () => {
    expect(said([now, sent({ endsAt: now })]).news).toEqual(['none']);
  });

  it('fires again after it was over', () => {
    const again = sent({ startsAt: now + minute });
    const { known, news } = said([now, sent()], [now + 1, sent({ endsAt: now + 1 })], [now + minute, again]);
    expect([news, known.startsAt]).toEqual([['fired', 'resolved', 'fired'], now + minute]);
  });

  it('has the earliest start of those that were said', () => {
    const { known } = said([now, sent({ startsAt: now - minute })], [now + 1, sent({ startsAt: now })]);
    expect(known.startsAt).toBe(now - minute);
    expect(said([now, sent()], [now + 1, sent({ startsAt: now - minute })]).known.startsAt).toBe(now - minute);
  });

  it('keeps an end that was said and is later, and not one that only followed from silence', () => {
    const late = now + 60 * minute;
    expect(said([now, sent({ endsAt: late })], [now + 1, sent({ endsAt: now + minute })]).known).toMatchObject({
      endsAt: late,
      body: { timeout: false },
    });
    const timeout = sent({ endsAt: late, timeout: true });
    expect(said([now, timeout], [now + 1, sent({ endsAt: now + minute })]).known.endsAt).toBe(now + minute);
    // an end that was said is kept against one that was not
    const silent = sent({ endsAt: now + 5 * minute, timeout: true });
    expect(said([now, sent({ endsAt: late })], [now + 1, silent]).known).toMatchObject({
      endsAt: late,
      body: { timeout: false },
    });
  });

  it('of two ends that have passed has the later one', () => {
    const { known } = said(
      [now, sent()],
      [now + minute, sent({ endsAt: now + minute })],
      [now + minute, sent({ endsAt: now + 1 })],
    );
    expect(known.endsAt).toBe(now + minute);
  });

  it('is not ended by an end of an earlier time that comes late', () => {
    const { known, news } = said(
      [now, sent({ startsAt: now })],
      [now + 1, sent({ startsAt: now - 60 * minute, endsAt: now - 50 * minute })],
    );
    expect([news, known.status, known.startsAt]).toEqual([['fired', 'none'], 'firing', now]);
  });

  it('tells of other texts, though not each time that a number in them changes', () => {
    const value = (text: string) => sent({ annotations: { summary: text }, endsAt: now + 100 * minute });
    const { news, known } = said(
      [now, value('it is 3')],
      [now + minute, value('it is 4')],
      [now + changesEvery, value('it is 5')],
      [now + changesEvery + minute, value('it is 6')],
      [now + 3 * changesEvery, value('it is 5')],
    );
    expect(news).toEqual(['fired', 'none', 'changed', 'none', 'none']);
    expect(known.body).toMatchObject({ annotations: { summary: 'it is 5' }, told: { summary: 'it is 5' } });
  });

  it('begins and ends in turn, whatever is said in whatever order', () => {
    const step = fc.record({ wait: fc.nat(20), startsAt: fc.integer({ min: -30, max: 5 }), length: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        let at = now;
        let known: ReceivedAlert | undefined;
        let isFiring = false;
        for (const { wait, startsAt, length } of steps) {
          at += wait * minute;
          if (known?.status === 'firing' && known.endsAt !== null && known.endsAt <= at) {
            known = expired(known);
            isFiring = false;
          }
          const start = at + startsAt * minute;
          const { alert, news } = merge(known, sent({ startsAt: start, endsAt: start + length * minute }), 'x', at);
          expect(['changed', 'none', isFiring ? 'resolved' : 'fired']).toContain(news);
          if (news === 'fired') isFiring = true;
          if (news === 'resolved') isFiring = false;
          expect(alert.status).toBe(isFiring ? 'firing' : 'resolved');
          known = alert;
        }
      }),
    );
  });
});

describe('an alert of others', () => {
  it('is the same with its labels in any order, and another one with others', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), (pairs) => {
        const turned = Object.fromEntries(Object.entries(pairs).reverse());
        expect(fingerprintOfLabels(turned)).toBe(fingerprintOfLabels(pairs));
        expect(fingerprintOfLabels({ ...pairs, more: 'x' })).not.toBe(fingerprintOfLabels({ ...pairs, more: 'y' }));
      }),
    );
    expect(fingerprintOfLabels({ a: '1', pitwall_hops: 'x' })).toBe(fingerprintOfLabels({ a: '1' }));
    expect(fingerprintOfLabels(labels)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('without times begins now and ends five minutes later, if it does not come again', () => {
    expect(readPosted({ labels }, now).alert).toMatchObject({
      startsAt: now,
      endsAt: now + resolveTimeout,
      timeout: true,
    });
    const zero = '0001-01-01T00:00:00Z';
    expect(readPosted({ labels, startsAt: zero, endsAt: zero }, now).alert).toMatchObject({
      startsAt: now,
      timeout: true,
    });
    const endsAt = '2026-01-05T11:00:00.123456789+01:00';
    expect(readPosted({ labels, endsAt }, now).alert).toMatchObject({
      startsAt: Date.parse('2026-01-05T10:00:00.123Z'),
      endsAt: Date.parse('2026-01-05T10:00:00.123Z'),
      timeout: false,
    });
  });

  it('of a webhook has no end while it fires, whatever stands there', () => {
    const fires = { status: 'firing', labels, startsAt: '2026-01-05T11:00:00Z', endsAt: '0001-01-01T00:00:00Z' };
    expect(readWebhookAlert(fires, now).alert).toMatchObject({ endsAt: null, startsAt: now - 60 * minute });
    const over = { ...fires, status: 'resolved', endsAt: '2026-01-05T11:30:00Z', fingerprint: 'e08a17b1607cd1ca' };
    expect(readWebhookAlert(over, now).alert).toMatchObject({ endsAt: now - 30 * minute });
    // of a clock that is ahead
    expect(readWebhookAlert({ ...over, endsAt: '2027-01-05T11:30:00Z' }, now).alert).toMatchObject({ endsAt: now });
  });

  it.each([
    ['no object', 7, 'expected object'],
    ['no labels', {}, 'labels'],
    ['only empty labels', { labels: { a: '' } }, 'at least one label'],
    ['a label that is no text', { labels: { a: 1 } }, 'labels.a'],
    ['a label with a name that is none', { labels: { 'a-b': '1' } }, 'labels'],
    ['a zero byte', { labels: { a: 'x\0' } }, 'zero bytes'],
    ['half a character', { labels: { a: '\ud800' } }, 'half characters'],
    ['a label that is too long', { labels: { a: 'x'.repeat(4_001) } }, 'at most 4000'],
    [
      'too many labels',
      { labels: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`l${i}`, 'x'])) },
      'at most 64',
    ],
    ['a time that is none', { labels, startsAt: 'yesterday' }, 'startsAt'],
    ['a day that there is not', { labels, startsAt: '2026-13-01T00:00:00Z' }, 'startsAt'],
    [
      'an end before the start',
      { labels, startsAt: '2026-01-05T11:00:00Z', endsAt: '2026-01-05T10:00:00Z' },
      'before the start',
    ],
  ])('with %s is refused, and it is said why', (_, alert, why) => {
    const { alert: understood, mistake } = readPosted(alert, now);
    expect(understood).toBeUndefined();
    expect(mistake).toContain(why);
  });
});
