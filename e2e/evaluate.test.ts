import { describe, expect, it } from 'vitest';
import { type Ran, type Scratch, scratch } from './run.ts';

const asked = ['--task', 'binary', '--prediction', 'p', '--label', 'won'];

/** Bets at decimal odds of 1.9 of which `won` of 100 are won, all promised at `p`. */
function bets(won: number, p: number, odds = '1.9'): string {
  const rows = Array.from({ length: 100 }, (_, row) => `b${row},${p},${odds},${row % 100 < won ? 1 : 0}`);
  return `${['id,p,odds,won', ...rows].join('\n')}\n`;
}

function withBets(): Scratch {
  const place = scratch();
  place.write('loser.csv', bets(30, 0.7));
  place.write('fair.csv', bets(50, 0.5, '2'));
  return place;
}

interface Metric {
  readonly name: string;
  readonly basis: string;
  readonly value: number | null;
  readonly status: string | null;
  readonly reason?: string;
}

const metricsIn = ({ stdout }: Ran): ReadonlyMap<string, Metric> => {
  const report = JSON.parse(stdout) as { readonly models: readonly { readonly metrics: readonly Metric[] }[] };
  return new Map(report.models.flatMap(({ metrics }) => metrics.map((metric) => [metric.name, metric] as const)));
};

describe('pitwall evaluate', () => {
  it('catches the model that is sure of itself and loses, whatever it expects', async () => {
    const { pitwall } = withBets();
    const ran = await pitwall(['evaluate', 'loser.csv', ...asked, '--odds', 'odds', '--format', 'json']);
    const metrics = metricsIn(ran);
    expect(ran.code).toBe(1);
    expect(metrics.get('roi')).toMatchObject({ basis: 'realised', status: 'alert' });
    expect(metrics.get('roi')?.value).toBeCloseTo(0.3 * 1.9 - 1, 12);
    expect(metrics.get('expected_value')).toMatchObject({ basis: 'believed' });
    expect(metrics.get('expected_value')?.value).toBeCloseTo(0.7 * 1.9 - 1, 12);
  });

  it('says in words that the loss is to be trusted, and what to do', async () => {
    const { pitwall } = withBets();
    const { code, stdout } = await pitwall(['evaluate', 'loser.csv', ...asked, '--odds', 'odds']);
    expect(code).toBe(1);
    expect(stdout).toContain('The model promises a profit and makes a loss: trust the loss');
    expect(stdout).toMatch(/✗ roi +-0\.43 /);
  });

  it('gives a fair coin at fair odds nothing, and no alarm', async () => {
    const { pitwall } = withBets();
    const ran = await pitwall(['evaluate', 'fair.csv', ...asked, '--odds', 'odds', '--format', 'json']);
    const metrics = metricsIn(ran);
    expect(ran.code).toBe(0);
    expect(metrics.get('roi')?.value).toBe(0);
    expect(metrics.get('expected_value')?.value).toBe(0);
    expect(metrics.get('accuracy')?.value).toBe(0.5);
  });

  it('does not judge by half a chance where there is one class only', async () => {
    const place = scratch();
    place.write('ones.csv', bets(100, 0.7));
    const metrics = metricsIn(await place.pitwall(['evaluate', 'ones.csv', ...asked, '--format', 'json']));
    expect(metrics.get('roc_auc')).toMatchObject({ value: null, reason: expect.stringContaining('every row is a 1') });
    expect(metrics.get('accuracy')?.value).toBe(1);
  });

  it('joins labels that came later by id, and says which wait and which belong to nothing', async () => {
    const place = scratch();
    place.write('predictions.csv', 'id,p\na,0.9\nb,0.2\nc,0.6\nd,0.1\n');
    place.write('labels.csv', 'id,won\nb,0\na,1\nx,1\n');
    const ran = await place.pitwall(['evaluate', 'predictions.csv', '--labels', 'labels.csv', '--id', 'id', ...asked]);
    expect(ran.stdout).toContain('2 of 4 predictions judged');
    expect(ran.stdout).toContain('1 label belongs to no prediction');
    expect(ran.stdout).toContain('2 predictions still wait for their labels');
  });

  it('leaves out an id that comes twice, and says where it does', async () => {
    const place = scratch();
    place.write('predictions.csv', 'id,p\na,0.9\na,0.2\nb,0.6\n');
    place.write('labels.csv', 'id,won\na,1\nb,0\n');
    const ran = await place.pitwall(['evaluate', 'predictions.csv', '--labels', 'labels.csv', '--id', 'id', ...asked]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/contract\.key\n.*1 row repeats the key id of an earlier row/);
    expect(ran.stdout).toContain('1 of 3 predictions judged');
  });

  it('shows the rows it cannot use: probabilities outside 0 to 1, labels that are neither, odds that are none', async () => {
    const place = scratch();
    place.write('bad.csv', 'p,odds,won\n0.6,2,1\n1.2,2,0\n0.5,0.9,1\n0.4,2,7\nnan,2,0\n0.3,2,0\n');
    const ran = await place.pitwall(['evaluate', 'bad.csv', ...asked, '--odds', 'odds']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/p: 1 value of 6 .* out of range/);
    expect(ran.stdout).toMatch(/odds: 1 value of 6 .* out of range/);
    expect(ran.stdout).toMatch(/won: 1 value of 6 .* not allowed/);
    expect(ran.stdout).toContain('2 of 6 predictions judged');
  });

  it('knows nothing where nothing can be judged, and does not pass', async () => {
    const place = scratch();
    place.write('waiting.csv', 'p,won\n0.6,\n0.4,\n');
    const ran = await place.pitwall(['evaluate', 'waiting.csv', ...asked, '--fail-on', 'warning']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('no prediction could be judged');
    expect(ran.stdout).toMatch(/accuracy +there is no row/);
  });

  it('takes what a model is from the configuration', async () => {
    const place = withBets();
    place.write(
      'pitwall.yaml',
      [
        'models:',
        '  picker:',
        '    task: binary',
        '    predictions: fair.csv',
        '    prediction: p',
        '    label: won',
        '    odds: { column: odds, format: decimal }',
        '    performance:',
        '      thresholds: { accuracy: { alert: "< 0.55", evidence: interval }, brier: { alert: "> 0.2" } }',
      ].join('\n'),
    );
    const ran = await place.pitwall(['evaluate', '--format', 'json']);
    const metrics = metricsIn(ran);
    expect(ran.code).toBe(1);
    // half of a hundred is below 0.55, and chance may have done it
    expect(metrics.get('accuracy')?.status).toBe('pass');
    expect(metrics.get('brier')?.status).toBe('alert');
  });

  it('judges models of several classes, regressions and rankings', async () => {
    const place = scratch();
    place.write('classes.csv', 'a,b,c,said,was\n0.7,0.2,0.1,a,a\n0.1,0.8,0.1,b,b\n0.2,0.5,0.3,b,c\n0.1,0.1,0.8,c,c\n');
    place.write('numbers.csv', 'said,was\n1,2\n2,2\n4,3\n5,7\n');
    place.write('lists.csv', 'who,what,said,was\nu,x,0.9,1\nu,y,0.5,0\nu,z,0.1,1\nv,x,0.2,0\nv,y,0.8,1\n');
    place.write(
      'pitwall.yaml',
      [
        'models:',
        '  picks:',
        '    { task: multiclass, predictions: classes.csv, label: was, prediction: { column: said, probabilities: { a: a, b: b, c: c } } }',
        '  totals: { task: regression, predictions: numbers.csv, label: was, prediction: said }',
        '  films: { task: ranking, predictions: lists.csv, label: was, prediction: said, user: who, item: what, k: 2 }',
      ].join('\n'),
    );
    const of = async (model: string) =>
      metricsIn(await place.pitwall(['evaluate', '--model', model, '--format', 'json']));
    const [picks, totals, films] = [await of('picks'), await of('totals'), await of('films')];
    expect(picks.get('accuracy')?.value).toBe(0.75);
    expect(picks.get('recall_macro')?.value).toBeCloseTo((1 + 1 + 0.5) / 3, 12);
    expect(totals.get('rmse')?.value).toBeCloseTo(Math.sqrt(6 / 4), 12);
    expect(totals.get('mae')?.value).toBe(1);
    expect(films.get('precision@2')?.value).toBe(0.5);
    expect(films.get('recall@2')?.value).toBe(0.75);
  });

  it('refuses a threshold of a metric that there is not, and says what was meant', async () => {
    const place = withBets();
    place.write(
      'pitwall.yaml',
      'models:\n  picker:\n    task: binary\n    predictions: fair.csv\n    prediction: p\n    label: won\n    performance: { thresholds: { acuracy: { alert: "< 0.6" } } }\n',
    );
    const ran = await place.pitwall(['evaluate']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Did you mean accuracy');
  });

  it('says what it needs', async () => {
    const { pitwall } = withBets();
    const ran = await pitwall(['evaluate', 'fair.csv']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Expected one of binary');
    expect(await pitwall(['evaluate'])).toMatchObject({ code: 2, stderr: expect.stringContaining('found neither') });
    expect(await pitwall(['evaluate', 'gone.csv', ...asked])).toMatchObject({ code: 2 });
  });

  it('draws calibration, profit and drawdown for people', async () => {
    const place = withBets();
    const ran = await place.pitwall([
      'evaluate',
      'loser.csv',
      ...asked,
      '--odds',
      'odds',
      '-f',
      'html',
      '-o',
      'm.html',
    ]);
    expect(ran.code).toBe(1);
    const page = place.read('m.html');
    expect(page).toContain('Promised and kept');
    expect(page).toContain('Found against false alarms');
    expect(page).toContain('a loss of 43');
    expect(page).toContain('Drawdown');
  });
});
