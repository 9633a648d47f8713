import { z } from 'zod';
import type { Answer, Asked, Double } from './frame.ts';
import { retryAfterText } from './rate-limit.ts';

interface Alertmanager {
  readonly url: string;
  /** What fires at this moment, by its labels. */
  firing(): readonly Readonly<Record<string, string>>[];
}

const labels = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string());
const pushed = z.array(
  z.strictObject({
    labels: labels.refine((all) => Object.values(all).some((value) => value !== '')),
    annotations: labels.default({}),
    startsAt: z.iso.datetime().optional(),
    endsAt: z.iso.datetime().optional(),
    generatorURL: z.url().optional(),
  }),
);

/** Alerts by their labels; each fires until its end. Nothing is taken where one of them is not right. */
export function alertmanagerDouble(now: () => number): Double<Alertmanager> {
  const alerts = new Map<string, { readonly labels: Readonly<Record<string, string>>; readonly end: number }>();
  return {
    name: 'alertmanager',
    own: (base) => ({
      url: base,
      firing: () => [...alerts.values()].filter(({ end }) => end > now()).map((one) => one.labels),
    }),
    answer: ({ method, path, json }: Asked): Answer => {
      if (path !== '/api/v2/alerts') return { status: 404, body: 'Not Found', isAccepted: false };
      if (method !== 'POST') return { status: 405, body: 'Method Not Allowed', isAccepted: false };
      const read = pushed.safeParse(json);
      if (!read.success) return { status: 400, body: `bad: ${read.error.message}`, isAccepted: false };
      const early = read.data.some(
        ({ startsAt, endsAt }) => startsAt && endsAt && Date.parse(endsAt) < Date.parse(startsAt),
      );
      if (early) return { status: 400, body: 'start time must be before end time', isAccepted: false };
      for (const { labels: own, endsAt } of read.data) {
        const key = JSON.stringify(Object.entries(own).toSorted(([a], [b]) => (a < b ? -1 : 1)));
        alerts.set(key, { labels: own, end: endsAt ? Date.parse(endsAt) : now() + 300_000 });
      }
      return { status: 200, isAccepted: true };
    },
    refuse: (status, retryAfter) => ({
      status,
      headers: retryAfter === undefined ? {} : { 'retry-after': retryAfterText(retryAfter) },
      body: `no: ${status}`,
      isAccepted: false,
    }),
  };
}
