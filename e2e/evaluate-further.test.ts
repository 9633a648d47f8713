import type { ModelReport, Report } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { type Ran, scratch } from './run.ts';

const asked = ['--task', 'binary', '--prediction', 'p', '--label', 'won'];

/** The same numbers every time, from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Game {
  readonly id: string;
  readonly p: number;
  readonly city: string;
  readonly won: number | '';
}

/** Games of a model that knows what it says, in three cities. */
function games(count: number, seed: number, change: (game: Game, row: number, random: () => number) => Game): Game[] {
  const random = numbers(seed);
  return Array.from({ length: count }, (_, row) => {
    const p = 0.05 + 0.9 * random();
    const city = ['Lakes', 'Gulf', 'Prairie'][Math.floor(3 * random())] ?? '';
    return change({ id: `g${row}`, p, city, won: random() < p ? 1 : 0 }, row, random);
  });
}

const same = (game: Game): Game => game;

const csv = (rows: readonly object[]): string =>
  `${[Object.keys(rows[0] ?? {}).join(','), ...rows.map((row) => Object.values(row).join(','))].join('\n')}\n`;

function modelIn({ stdout }: Ran): ModelReport {
  const [model] = (JSON.parse(stdout) as Report).models;
  if (!model) throw new Error('expected a model in the report');
  return model;
}

const findingIn = ({ stdout }: Ran, metric: string) =>
  (JSON.parse(stdout) as Report).findings.find((finding) => finding.metric === metric);

describe('--segments', () => {
  it('finds the city in which a good model guesses, and nothing where it guesses nowhere', async () => {
    const { pitwall, write } = scratch();
    write(
      'blind.csv',
      csv(
        games(3_000, 1, (game, _, random) => (game.city === 'Gulf' ? { ...game, won: random() < 0.5 ? 1 : 0 } : game)),
      ),
    );
    write('sound.csv', csv(games(3_000, 2, same)));
    const blind = modelIn(await pitwall(['evaluate', 'blind.csv', ...asked, '--segments', 'auto', '--format', 'json']));
    expect(blind.segments?.[0]?.worst[0]?.where).toEqual([{ column: 'city', value: 'Gulf' }]);
    expect(blind.segments?.[0]?.worst[0]?.value).toBeGreaterThan(blind.segments?.[0]?.worst[0]?.rest ?? 1);
    const sound = modelIn(await pitwall(['evaluate', 'sound.csv', ...asked, '--segments', 'city', '--format', 'json']));
    expect(sound.segments?.[0]).toMatchObject({ metric: 'brier', columns: ['city'], looked: 3, found: 0, worst: [] });
  });

  it('says what it did not search, and why there is nothing to search', async () => {
    const { pitwall, write } = scratch();
    write('games.csv', csv(games(300, 3, same)));
    const model = modelIn(await pitwall(['evaluate', 'games.csv', ...asked, '--segments', 'auto', '--format', 'json']));
    expect(model.segments?.[0]?.left_out).toEqual([
      { column: 'id', reason: 'nearly all of its values are different: it seems to name the rows' },
    ]);
    write('few.csv', csv(games(40, 4, same)));
    const few = await pitwall(['evaluate', 'few.csv', ...asked, '--segments', 'city', '--format', 'json']);
    expect(findingIn(few, 'performance.segments')).toMatchObject({
      status: 'unknown',
      reason: 'no segment has 50 rows',
    });
  });

  it('warns of the segment that surely loses, where the bets as a whole do not', async () => {
    const { pitwall, write } = scratch();
    const bets = games(4_000, 5, (game, row) => ({ ...game, p: 0.52, won: row % 100 < 54 ? 1 : 0 })).map(
      (game, row) => {
        const losing = row % 10 === 0;
        return {
          ...game,
          venue: losing ? 'away' : 'home',
          odds: 1.95,
          won: losing ? (row % 40 === 0 ? 1 : 0) : game.won,
        };
      },
    );
    write('bets.csv', csv(bets));
    const ran = await pitwall([
      'evaluate',
      'bets.csv',
      ...asked,
      '--odds',
      'odds',
      '--segments',
      'venue',
      '--format',
      'json',
    ]);
    const byReturn = modelIn(ran).segments?.find(({ metric }) => metric === 'roi');
    expect(byReturn?.worst[0]?.where).toEqual([{ column: 'venue', value: 'away' }]);
    expect((JSON.parse(ran.stdout) as Report).findings).toContainEqual(
      expect.objectContaining({
        metric: 'performance.segments',
        status: 'warning',
        message: 'by roi, 1 segment is beyond the threshold of the model: surest venue away',
      }),
    );
  });
});

describe('--estimate', () => {
  const late = (from: number) => (game: Game, row: number) => (row < from ? game : { ...game, won: '' as const });

  it('says what metrics will be before labels come, apart from what was measured', async () => {
    const { pitwall, write } = scratch();
    write('late.csv', csv(games(3_000, 6, late(2_000))));
    const model = modelIn(await pitwall(['evaluate', 'late.csv', ...asked, '--estimate', '--format', 'json']));
    const { estimates, rows } = model;
    expect(rows).toEqual({ predictions: 3_000, labelled: 2_000, judged: 2_000 });
    expect(estimates).toMatchObject({ of: 'waiting', rows: 1_000, reference: { rows: 2_000 } });
    const truth = games(3_000, 6, same).slice(2_000);
    const right = truth.filter(({ p, won }) => (p >= 0.5 ? 1 : 0) === won).length / truth.length;
    const accuracy = estimates?.metrics.find(({ name }) => name === 'accuracy');
    expect(right).toBeGreaterThan(accuracy?.interval?.low ?? 1);
    expect(right).toBeLessThan(accuracy?.interval?.high ?? 0);
    expect(model.metrics.every(({ basis }) => basis === 'measured')).toBe(true);
  });

  it('is withheld where the newest labels speak against what it rests on', async () => {
    const { pitwall, write } = scratch();
    const turned = games(4_000, 7, (game, row) => {
      if (row >= 3_500) return { ...game, won: '' };
      return row >= 2_500 && game.won !== '' ? { ...game, won: 1 - game.won } : game;
    });
    write('turned.csv', csv(turned));
    const ran = await pitwall(['evaluate', 'turned.csv', ...asked, '--estimate', '--format', 'json']);
    const model = modelIn(ran);
    expect(model.estimates?.metrics.every(({ estimated }) => estimated === null)).toBe(true);
    expect(findingIn(ran, 'performance.estimated_rows')).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('what becomes of a prediction has changed'),
    });
    expect(model.next.join(' ')).toContain('Estimates are withheld');
  });

  it('learns from a file of its own, and can be held against what was measured', async () => {
    const { pitwall, write } = scratch();
    write('season.csv', csv(games(2_000, 8, same)));
    write('week.csv', csv(games(1_000, 9, same)));
    const model = modelIn(
      await pitwall(['evaluate', 'week.csv', ...asked, '--reference', 'season.csv', '--format', 'json']),
    );
    expect(model.estimates).toMatchObject({ of: 'all', rows: 1_000, reference: { rows: 2_000, source: 'season.csv' } });
  });

  it('alerts only where the whole interval is beyond the limit', async () => {
    const { pitwall, write } = scratch();
    write('late.csv', csv(games(3_000, 10, late(2_000))));
    write(
      'pitwall.yaml',
      `project: games
models:
  cover:
    task: binary
    predictions: late.csv
    prediction: p
    label: won
    estimate: {}
    performance:
      thresholds: { accuracy: { alert: '< 0.99' }, log_loss: { alert: '> 5' } }
`,
    );
    const ran = await pitwall(['evaluate', '--format', 'json']);
    expect(ran.code).toBe(1);
    expect(findingIn(ran, 'performance.estimated.accuracy')).toMatchObject({ status: 'alert' });
    expect(findingIn(ran, 'performance.estimated.log_loss')).toMatchObject({ status: 'pass' });
  });

  it('expects the errors of a regression from its features', async () => {
    const { pitwall, write } = scratch();
    const random = numbers(11);
    const rows = Array.from({ length: 1_500 }, (_, row) => {
      const size = 10 * random();
      const price = 100 + 5 * size;
      return { size, price, sold: row < 1_000 ? price + size * (random() - 0.5) : '' };
    });
    write('houses.csv', csv(rows));
    const model = modelIn(
      await pitwall([
        'evaluate',
        'houses.csv',
        '--task',
        'regression',
        '--prediction',
        'price',
        '--label',
        'sold',
        '--estimate',
        '--format',
        'json',
      ]),
    );
    const mae = model.estimates?.metrics.find(({ name }) => name === 'mae');
    expect(mae?.estimated).toBeGreaterThan(1);
    expect(mae?.estimated).toBeLessThan(1.5);
  });
});

describe('--against', () => {
  const compare = ['--id', 'id', '--format', 'json'];

  it('tells the better model from the one that guesses, and the one that guesses from the better', async () => {
    const { pitwall, write } = scratch();
    const random = numbers(12);
    const good = games(1_000, 13, same);
    const guesses = good.map((game) => ({ ...game, p: 0.3 + 0.4 * random() }));
    write('good.csv', csv(good));
    write('guesses.csv', csv(guesses));
    const better = await pitwall(['evaluate', 'good.csv', ...asked, '--against', 'guesses.csv', ...compare]);
    expect(better.code).toBe(0);
    expect(modelIn(better).comparison).toMatchObject({ headline: 'log_loss', answer: 'better', rows: 1_000 });
    const worse = await pitwall(['evaluate', 'guesses.csv', ...asked, '--against', 'good.csv', ...compare]);
    expect(worse.code).toBe(1);
    expect(findingIn(worse, 'performance.comparison')).toMatchObject({ status: 'alert' });
  });

  it('never finds a model better or worse than itself', async () => {
    const { pitwall, write } = scratch();
    write('games.csv', csv(games(500, 14, same)));
    const ran = await pitwall(['evaluate', 'games.csv', ...asked, '--against', 'games.csv', ...compare]);
    expect(ran.code).toBe(0);
    const answers = new Set(modelIn(ran).comparison?.metrics.map(({ answer }) => answer));
    expect(answers.has('better') || answers.has('worse')).toBe(false);
  });

  it('compares on the rows of both, and says how many it left out', async () => {
    const { pitwall, write } = scratch();
    const all = games(600, 15, same);
    write('mine.csv', csv(all));
    write('champion.csv', csv([...all.slice(100), { id: 'stranger', p: 0.5, city: 'Gulf', won: 1 }]));
    const ran = await pitwall(['evaluate', 'mine.csv', ...asked, '--against', 'champion.csv', ...compare]);
    expect(modelIn(ran).comparison).toMatchObject({ rows: 500, left_out: 100, strangers: 1 });
    expect(modelIn(ran).rows.judged).toBe(600);
  });

  it('compares rankings user by user, whatever else the other model lists', async () => {
    const { pitwall, write } = scratch();
    const random = numbers(16);
    const lists = (ranked: (relevant: number) => number, item: string) =>
      Array.from({ length: 1_200 }, (_, row) => {
        const relevant = row % 6 === 0 ? 1 : 0;
        return { user: `u${Math.floor(row / 12)}`, item: `${item}${row % 12}`, score: ranked(relevant), relevant };
      });
    write('new.csv', csv(lists((relevant) => relevant + random(), 'i')));
    write('old.csv', csv(lists(() => random(), 'j')));
    const ran = await pitwall([
      ...['evaluate', 'new.csv', '--task', 'ranking', '--prediction', 'score', '--label', 'relevant'],
      ...['--user', 'user', '--item', 'item', '--k', '5', '--against', 'old.csv', '--format', 'json'],
    ]);
    expect(modelIn(ran).comparison).toMatchObject({ headline: 'ndcg@5', answer: 'better', rows: 100 });
  });

  it('asks for the id that joins the rows of both', async () => {
    const { pitwall, write } = scratch();
    write('games.csv', csv(games(50, 17, same)));
    const { code, stderr } = await pitwall(['evaluate', 'games.csv', ...asked, '--against', 'games.csv']);
    expect(code).toBe(2);
    expect(stderr).toContain('--id');
  });
});

describe('--costs and --returns', () => {
  it('reckons what decisions cost, with an amount for each row, and the cheapest cutoff', async () => {
    const { pitwall, write } = scratch();
    const rows = [
      { p: 0.9, won: 1, lost: 7 },
      { p: 0.8, won: 0, lost: 7 },
      { p: 0.4, won: 1, lost: 7 },
      { p: 0.1, won: 0, lost: 7 },
    ];
    write('four.csv', csv(rows));
    const model = modelIn(
      await pitwall([
        'evaluate',
        'four.csv',
        ...asked,
        '--costs',
        'false_positive=2,false_negative=lost',
        '--format',
        'json',
      ]),
    );
    expect(model.metrics.find(({ name }) => name === 'total_cost')?.value).toBe(9);
    expect(model.costs).toMatchObject({
      now: { cutoff: 0.5, total: 9, per_row: 2.25 },
      best: { cutoff: 0.4, total: 2 },
      all: { total: 4 },
      none: { total: 14, cutoff: null },
      held_out: null,
    });
  });

  it('takes the costs of several classes from a matrix', async () => {
    const { pitwall, write } = scratch();
    write('animals.csv', 'said,was\ncat,cat\ncat,dog\ndog,cat\n');
    write(
      'pitwall.yaml',
      `project: animals
models:
  animals:
    task: multiclass
    predictions: animals.csv
    prediction: said
    label: was
    costs: { matrix: { dog: { cat: 5 }, cat: { dog: 1 } } }
`,
    );
    const model = modelIn(await pitwall(['evaluate', '--format', 'json']));
    expect(model.metrics.find(({ name }) => name === 'total_cost')?.value).toBe(6);
    expect(model.confusion).toEqual({
      classes: ['cat', 'dog'],
      cells: [
        [1, 1],
        [1, 0],
      ],
    });
  });

  it('judges trades by what each brought, and waits for what is not known yet', async () => {
    const { pitwall, write } = scratch();
    write('trades.csv', 'forecast,moved,brought\n0.02,0.01,0.1\n-0.01,-0.02,-0.05\n0.01,0.03,0.2\n0.01,,\n');
    const model = modelIn(
      await pitwall([
        ...['evaluate', 'trades.csv', '--task', 'regression', '--prediction', 'forecast', '--label', 'moved'],
        ...['--returns', 'brought', '--format', 'json'],
      ]),
    );
    expect(model.metrics.find(({ name }) => name === 'roi')).toMatchObject({ basis: 'realised' });
    expect(model.metrics.find(({ name }) => name === 'roi')?.value).toBeCloseTo(0.25 / 3, 12);
    expect(model.rows).toEqual({ predictions: 4, labelled: 3, judged: 3 });
  });

  it('refuses what is no cost', async () => {
    const { pitwall, write } = scratch();
    write('games.csv', csv(games(10, 18, same)));
    const { code, stderr } = await pitwall(['evaluate', 'games.csv', ...asked, '--costs', 'false_alarm=2']);
    expect(code).toBe(2);
    expect(stderr).toContain('true_positive, false_positive, false_negative, true_negative');
  });
});

describe('the time of labels', () => {
  const configured = (label: string) => `project: games
models:
  cover: { task: binary, predictions: games.csv, prediction: p, label: ${label}, time: made }
`;

  it('leaves out what was predicted after it was known, and says so', async () => {
    const { pitwall, write } = scratch();
    write(
      'games.csv',
      'p,won,made,known\n0.7,1,2026-01-01T10:00:00Z,2026-01-01T12:00:00Z\n0.9,1,2026-01-01T13:00:00Z,2026-01-01T12:00:00Z\n',
    );
    write('pitwall.yaml', configured('{ column: won, time: known }'));
    const ran = await pitwall(['evaluate', '--format', 'json']);
    expect(ran.code).toBe(1);
    expect(findingIn(ran, 'performance.foretold')).toMatchObject({ status: 'alert', value: 1 });
    expect(modelIn(ran).rows).toMatchObject({ labelled: 2, judged: 1 });
  });

  it('warns of labels that should have come by now', async () => {
    const { pitwall, write } = scratch();
    write(
      'games.csv',
      'p,won,made\n0.7,1,2026-01-01T10:00:00Z\n0.4,,2026-01-02T10:00:00Z\n0.6,,2999-01-01T10:00:00Z\n',
    );
    write('pitwall.yaml', configured('{ column: won, within: 3d }'));
    const ran = await pitwall(['evaluate', '--format', 'json']);
    expect(findingIn(ran, 'performance.overdue_labels')).toMatchObject({ status: 'warning', value: 1 });
  });
});

describe('pitwall demo', () => {
  it('catches the model that loses money while its accuracy looks fine', async () => {
    const { pitwall } = scratch();
    await pitwall(['demo']);
    const ran = await pitwall(['evaluate', '--config', 'pitwall-demo/pitwall.yaml', '--format', 'json']);
    expect(ran.code).toBe(1);
    expect(findingIn(ran, 'performance.accuracy')).toMatchObject({ status: 'pass' });
    expect(findingIn(ran, 'performance.roi')).toMatchObject({ status: 'alert' });
  });
});

describe('a ranking', () => {
  it('has the diversity of its lists from the kinds of items, and recall from what was relevant and not listed', async () => {
    const { pitwall, write } = scratch();
    write(
      'lists.csv',
      [
        'user,item,kind,score,relevant,shown',
        'a,i1,film,0.9,1,1',
        'a,i2,film,0.8,0,1',
        'a,i3,book,0,1,0',
        'b,i1,film,0.9,1,1',
        'b,i3,book,0.7,0,1',
        '',
      ].join('\n'),
    );
    write(
      'pitwall.yaml',
      `project: lists
models:
  lists:
    { task: ranking, predictions: lists.csv, prediction: score, label: relevant, user: user, item: item, category: kind,
      listed: shown, k: 2 }
`,
    );
    const values = new Map(
      modelIn(await pitwall(['evaluate', '--format', 'json'])).metrics.map(({ name, value }) => [name, value]),
    );
    // Of a: one of two relevant items is listed, and both listed are films. Of b: all, and two kinds.
    expect(values.get('recall@2')).toBe(0.75);
    expect(values.get('diversity@2')).toBe(0.5);
  });
});

describe('a regression of a quantile', () => {
  it('is judged by what is above and below it', async () => {
    const { pitwall, write } = scratch();
    write('sales.csv', 'said,sold\n10,8\n10,12\n');
    write(
      'pitwall.yaml',
      `project: sales
models:
  most: { task: regression, predictions: sales.csv, prediction: { column: said, quantile: 0.9 }, label: sold }
`,
    );
    const { metrics } = modelIn(await pitwall(['evaluate', '--format', 'json']));
    // 2 too much costs 0.1 each, 2 too little 0.9 each.
    expect(metrics.find(({ name }) => name === 'quantile_loss')?.value).toBeCloseTo((2 * 0.1 + 2 * 0.9) / 2, 12);
  });
});
