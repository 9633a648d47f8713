import type { ModelPictures, ModelReport } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { chart } from './chart.ts';
import { percent } from './figures.ts';
import { costCurve } from './model-costs.ts';
import { actualByPrediction, residuals } from './model-errors.ts';
import { axis, canvas, dashed, figure, grid, line, type Points } from './model-figure.ts';
import { type Html, html } from './text.ts';

export function modelPictures(id: string, model: ModelReport): Html | undefined {
  const { name, costs } = model;
  const pictures = model.pictures ?? {};
  const drawn = [
    calibration(name, pictures),
    roc(name, pictures),
    precisionRecall(name, pictures),
    residuals(name, pictures),
    actualByPrediction(name, pictures),
    costs ? costCurve(name, costs) : undefined,
    profit(name, pictures),
    drawdown(name, pictures),
  ].filter((one) => one !== undefined);
  if (drawn.length === 0) return undefined;
  return html`<section class="pictures" aria-labelledby="${id}-pictures ${id}-name"><h3 id="${id}-pictures">To look at</h3><div class="grid wide">${drawn}</div></section>`;
}

function calibration(name: string, { calibration: points }: ModelPictures): Html | undefined {
  if (!points || points.length === 0) return undefined;
  const worst = points.reduce((most, point) => (gap(point) > gap(most) ? point : most));
  const label = `${name}: of what was promised, ${points.map(({ promised, kept }) => `${percent(promised)} became ${percent(kept)}`).join(', ')}`;
  return figure(
    'Promised and kept',
    `furthest apart where ${percent(worst.promised)} was promised and ${percent(worst.kept)} came; on the line they agree`,
    chart({
      ...canvas,
      label,
      option: {
        grid: [grid],
        xAxis: [axis('promised', { min: 0, max: 1 })],
        yAxis: [axis('kept', { min: 0, max: 1, nameGap: 34 })],
        series: [
          dashed(diagonal),
          ...points.map(({ promised, low, high }) =>
            line(
              [
                [promised, low],
                [promised, high],
              ],
              { lineStyle: { color: 'var(--bar)', width: 2, opacity: 0.5 } },
            ),
          ),
          line(
            points.map(({ promised, kept }) => [promised, kept]),
            { symbol: 'circle', symbolSize: 7, itemStyle: { color: 'var(--bar)' } },
          ),
        ],
      },
    }),
  );
}

const diagonal: Points = [
  [0, 0],
  [1, 1],
];

const gap = ({ promised, kept }: { readonly promised: number; readonly kept: number }): number =>
  Math.abs(promised - kept);

function roc(name: string, { roc: points }: ModelPictures): Html | undefined {
  if (!points || points.length < 2) return undefined;
  const label = `${name}: share of ones found against share of zeros taken for a 1`;
  return figure(
    'Found against false alarms',
    'ROC: the nearer to the upper left corner, the better; on the line it guesses',
    unitSquare(label, points, ['zeros taken for a 1', 'ones found'], diagonal),
  );
}

function precisionRecall(name: string, { precision_recall: points }: ModelPictures): Html | undefined {
  if (!points || points.length < 2) return undefined;
  const share = points.at(-1)?.[1] ?? 0;
  const label = `${name}: precision against share of ones found; ${percent(share)} are ones`;
  return figure(
    'Precision against found',
    `on the line, ${percent(share)}, it guesses`,
    unitSquare(
      label,
      points,
      ['ones found', 'precision'],
      [
        [0, share],
        [1, share],
      ],
    ),
  );
}

const unitSquare = (label: string, points: Points, [x, y]: readonly [string, string], guess: Points): Html =>
  chart({
    ...canvas,
    label,
    option: {
      grid: [grid],
      xAxis: [axis(x, { min: 0, max: 1 })],
      yAxis: [axis(y, { min: 0, max: 1, nameGap: 34 })],
      series: [dashed(guess), line(points)],
    },
  });

function profit(name: string, { profit: points }: ModelPictures): Html | undefined {
  if (!points || points.length < 2) return undefined;
  const [, end] = points.at(-1) ?? [0, 0];
  return figure(
    'Profit',
    `${end < 0 ? 'a loss of' : 'a gain of'} ${number(Math.abs(end))} in the end`,
    course(`${name}: profit bet by bet, ${number(end)} in the end`, points, 'profit', false),
  );
}

function drawdown(name: string, { drawdown: points }: ModelPictures): Html | undefined {
  if (!points || points.length < 2) return undefined;
  const deepest = Math.max(...points.map(([, depth]) => depth));
  return figure(
    'Drawdown',
    `at worst ${number(deepest)} below the highest profit before`,
    course(
      `${name}: at worst ${number(deepest)} below its highest profit`,
      points.map(([x, y]) => [x, -y] as const),
      'below the peak',
      true,
    ),
  );
}

const course = (label: string, points: Points, what: string, filled: boolean): Html =>
  chart({
    ...canvas,
    label,
    option: {
      grid: [grid],
      xAxis: [axis('bets', { min: 0, max: points.at(-1)?.[0] ?? 1 })],
      yAxis: [axis(what, { scale: true, nameGap: 38 })],
      series: [
        line(
          points,
          filled
            ? {
                lineStyle: { color: 'var(--outside)', width: 2 },
                areaStyle: { color: 'var(--outside)', opacity: 0.25 },
              }
            : {},
        ),
      ],
    },
  });
