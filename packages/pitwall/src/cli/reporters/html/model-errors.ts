import type { ModelPictures } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { chart } from './chart.ts';
import { percent } from './figures.ts';
import { axis, canvas, dashed, figure, grid, line, type Points } from './model-figure.ts';
import type { Html } from './text.ts';

type Bin = NonNullable<ModelPictures['residuals']>[number];

const bars = {
  lineStyle: { color: 'var(--bar)', width: 1 },
  areaStyle: { color: 'var(--bar)', opacity: 0.75, origin: 0 },
} as const;

/** How far predictions were off. What the first and the last bin hold may reach far: they are set apart at the ends. */
export function residuals(name: string, { residuals: bins }: ModelPictures): Html | undefined {
  // Where all are off by the same there is nothing to see.
  if (!bins?.some(({ low, high }) => high > low)) return undefined;
  const { inner, ends, note } = apart(bins);
  const peak = bins.reduce((most, bin) => (bin.share > most.share ? bin : most));
  const within = `${number(peak.low)} to ${number(peak.high)}`;
  return figure(
    'How far off',
    `left of 0 predicted too low, right of it too high${note}`,
    chart({
      ...canvas,
      label: `${name}: predicted less actual, from ${number(bins[0]?.low ?? 0)} to ${number(bins.at(-1)?.high ?? 0)}; most often ${within}, ${percent(peak.share)} of all rows`,
      option: {
        grid: [grid],
        xAxis: [axis('predicted less actual', { scale: true, splitLine: { show: false } })],
        yAxis: [axis('% of rows', { min: 0, nameGap: 34 })],
        series: [
          line(stairs(inner), bars),
          ...ends.map((end) => line(stairs([end]), bars)),
          dashed([
            [0, 0],
            [0, 100 * peak.share],
          ]),
        ],
      },
    }),
  );
}

/** A bin that is wider than the others is drawn as wide as they are, with a gap before it. */
function apart(bins: readonly Bin[]): { inner: readonly Bin[]; ends: readonly Bin[]; note: string } {
  const [second] = bins.slice(1);
  const [first, last] = [bins[0], bins.at(-1)];
  if (bins.length < 4 || !first || !last || !second) return { inner: bins, ends: [], note: '' };
  const width = second.high - second.low;
  const isWide = ({ low, high }: Bin): boolean => high - low > 1.001 * width;
  const [below, above] = [isWide(first), isWide(last)];
  const words = [
    ...(below ? [`down to ${number(first.low)}`] : []),
    ...(above ? [`up to ${number(last.high)}`] : []),
  ].join(' and ');
  return {
    inner: bins.slice(below ? 1 : 0, above ? -1 : undefined),
    ends: [
      ...(below ? [{ ...first, low: first.high - 2 * width, high: first.high - width }] : []),
      ...(above ? [{ ...last, low: last.low + width, high: last.low + 2 * width }] : []),
    ],
    note: words === '' ? '' : `; set apart at the ends is all that lies further out, ${words}`,
  };
}

const stairs = (bins: readonly Bin[]): Points =>
  bins.flatMap(({ low, high, share }, index): Points => {
    const height = 100 * share;
    return [
      ...(index === 0 ? [[low, 0] as const] : []),
      [low, height],
      [high, height],
      ...(index === bins.length - 1 ? [[high, 0] as const] : []),
    ];
  });

export function actualByPrediction(name: string, { predicted: bins }: ModelPictures): Html | undefined {
  if (!bins || bins.length < 2) return undefined;
  const worst = bins.reduce((most, bin) => (offBy(bin) > offBy(most) ? bin : most));
  const ends: Points = [bins[0], bins.at(-1)].flatMap((bin) => (bin ? [[bin.predicted, bin.predicted] as const] : []));
  return figure(
    'Predicted and actual',
    `on average furthest apart where ${number(worst.predicted)} was predicted and ${number(worst.actual)} came; the band is one standard deviation of what came to either side`,
    chart({
      ...canvas,
      label: `${name}: where on average ${bins
        .filter((_, index) => index % Math.ceil(bins.length / 6) === 0)
        .map(({ predicted, actual }) => `${number(predicted)} was predicted, ${number(actual)} came`)
        .join('; ')}`,
      option: {
        grid: [grid],
        xAxis: [axis('predicted', { scale: true })],
        yAxis: [axis('actual', { scale: true, nameGap: 38 })],
        series: [
          line(
            bins.map(({ predicted, actual, deviation }) => [predicted, actual - deviation]),
            { ...stacked, lineStyle: { opacity: 0 } },
          ),
          line(
            bins.map(({ predicted, deviation }) => [predicted, 2 * deviation]),
            { ...stacked, lineStyle: { opacity: 0 }, areaStyle: { color: 'var(--bar)', opacity: 0.25 } },
          ),
          dashed(ends),
          line(
            bins.map(({ predicted, actual }) => [predicted, actual]),
            { symbol: 'circle', symbolSize: 4, itemStyle: { color: 'var(--bar)' } },
          ),
        ],
      },
    }),
  );
}

/** A band is one area on top of another that is not seen; `all` lets it lie below 0 as well. */
const stacked = { stack: 'band', stackStrategy: 'all' } as const;

const offBy = ({ predicted, actual }: { readonly predicted: number; readonly actual: number }): number =>
  Math.abs(predicted - actual);
