import { readFileSync } from 'node:fs';
import { formatSubject, type Report, reportSchema } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { type Answered, useCommandLine } from '../in-process.suite.ts';
import { formats } from '../reporters/index.ts';

const { write, parquet, pitwall } = useCommandLine();

const binary = '--task binary --prediction p --label won';
const ranking = '--task ranking --prediction s --label r --user u --item i';
const csv = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

async function reportOf(typed: string): Promise<{ readonly code: number; readonly report: Report }> {
  const { code, out, said } = await pitwall(`${typed} --format json`);
  expect(said).toBe('');
  return { code, report: reportSchema.parse(JSON.parse(out)) };
}

/** What is not fine, as `status metric of subject`, without what belongs to every one. */
const wrongIn = ({ findings }: Report): string[] =>
  findings
    .filter(({ status }) => status !== 'pass')
    .map(({ status, metric, subject }) => {
      const name = subject.split('/').at(-1)?.replace(/^\w+:/, '');
      return `${status} ${metric.replace(/^(contract|performance)\./, '')} of ${name}`;
    })
    .sort();

interface BadRows {
  readonly what: string;
  readonly rows: readonly string[];
  readonly typed?: string;
  readonly wrong: readonly string[];
  readonly judged: number;
  readonly code: 0 | 1;
}

/** Each has rows that are fine, and some that are not: these are found, and left out, and nothing else is. */
const badRows: readonly BadRows[] = [
  {
    what: 'probabilities outside 0 to 1, in percent and below 0',
    rows: ['p,won', '0.6,1', '1.2,0', '-0.1,1', '60,1', '0.3,0'],
    wrong: ['alert range of p'],
    judged: 2,
    code: 1,
  },
  {
    what: 'probabilities that are no numbers',
    rows: ['p,won', '0.6,1', 'NaN,0', 'inf,1', '-Infinity,1', 'abc,0', ',1', '0.3,0'],
    wrong: ['alert finite of p', 'alert nulls of p', 'alert type of p'],
    judged: 2,
    code: 1,
  },
  {
    what: 'labels that are neither 0 nor 1',
    rows: ['p,won', '0.6,1', '0.5,2', '0.5,-1', '0.5,0.5', '0.3,0'],
    wrong: ['alert allowed of won'],
    judged: 2,
    code: 1,
  },
  {
    what: 'labels that are words',
    rows: ['p,won', '0.6,win', '0.5,loss'],
    wrong: ['alert type of won', 'unknown rows of rows'],
    judged: 0,
    code: 1,
  },
  {
    what: 'words, one of which is said to be a 1',
    rows: ['p,won', '0.6,win', '0.5,loss'],
    typed: `${binary} --positive win`,
    wrong: [],
    judged: 2,
    code: 0,
  },
  {
    what: 'a positive label that is misspelt',
    rows: ['p,won', '0.6,win', '0.5,loss'],
    typed: `${binary} --positive Win`,
    wrong: ['warning positives of rows'],
    judged: 2,
    code: 0,
  },
  { what: 'labels that are true and false', rows: ['p,won', '0.6,true', '0.5,False'], wrong: [], judged: 2, code: 0 },
  {
    what: 'decimal odds of 1 and less',
    rows: ['p,won,o', '0.6,1,1', '0.5,0,0.91', '0.5,1,-110', '0.3,0,2.5', '0.3,1,2.5'],
    typed: `${binary} --odds o`,
    wrong: ['alert range of o'],
    judged: 2,
    code: 1,
  },
  {
    what: 'American odds between -100 and 100',
    rows: ['p,won,o', '0.6,1,-110', '0.5,0,150', '0.5,1,-50', '0.3,0,1.91', '0.3,1,0', '0.5,1,100'],
    typed: `${binary} --odds o --odds-format american`,
    wrong: ['alert rule of american_o'],
    judged: 3,
    code: 1,
  },
  {
    what: 'negative and missing weights',
    rows: ['p,won,w', '0.6,1,-1', '0.2,0,1', '0.7,1,2', '0.1,0,'],
    typed: `${binary} --weight w`,
    wrong: ['alert nulls of w', 'alert range of w'],
    judged: 2,
    code: 1,
  },
  {
    what: 'weights that are all 0',
    rows: ['p,won,w', '0.6,1,0', '0.2,0,0'],
    typed: `${binary} --weight w`,
    wrong: ['unknown rows of rows'],
    judged: 2,
    code: 0,
  },
  {
    what: 'weights too large to be added',
    rows: ['p,won,w', '0.6,1,1e308', '0.2,0,1e308'],
    typed: `${binary} --weight w`,
    wrong: ['unknown rows of rows'],
    judged: 2,
    code: 0,
  },
  {
    what: 'an id twice, and one that is missing',
    rows: ['id,p,won', 'a,0.6,1', 'a,0.2,0', ',0.3,1'],
    typed: `${binary} --id id`,
    wrong: ['alert key of rows predictions', 'alert nulls of id'],
    judged: 3,
    code: 1,
  },
  {
    what: 'times that are none',
    rows: ['p,won,at', '0.6,1,2026-01-03', '0.2,0,2026-01-04', '0.3,1,soon'],
    typed: `${binary} --time at`,
    wrong: ['alert type of at'],
    judged: 3,
    code: 1,
  },
  {
    what: 'records with other numbers of fields',
    rows: ['p,won', '0.4,1', '0.2,0,9,9', '0.7', '0.3,0'],
    wrong: ['alert readable of rows predictions'],
    judged: 2,
    code: 1,
  },
  {
    what: 'a header and no row',
    rows: ['p,won'],
    wrong: [
      'alert rows of rows predictions',
      'unknown readable of rows predictions',
      'unknown rows of rows',
      'unknown values of rows predictions',
    ],
    judged: 0,
    code: 1,
  },
  {
    what: 'a column that is not there',
    rows: ['prob,won', '0.4,1'],
    wrong: ['alert columns of p', 'unknown rows of rows'],
    judged: 0,
    code: 1,
  },
  {
    what: 'numbers too large for what is made of them',
    rows: ['y,f', '1e308,-1e308', '-1e308,1e308', '1,1e400'],
    typed: '--task regression --prediction f --label y',
    wrong: ['alert finite of f', 'unknown rows of rows'],
    judged: 2,
    code: 1,
  },
  {
    what: 'an item twice in a list, names that are missing, relevance below 0',
    rows: [
      'u,i,s,r',
      'x,a,0.9,1',
      'x,a,0.8,0',
      'x,b,0.7,1',
      'y,c,0.5,-1',
      ',d,0.5,1',
      'y,,0.5,1',
      'y,e,nan,0',
      'y,f,1,1',
    ],
    typed: ranking,
    wrong: [
      'alert finite of s',
      'alert key of rows predictions',
      'alert nulls of i',
      'alert nulls of u',
      'alert range of r',
    ],
    judged: 2,
    code: 1,
  },
];

describe('rows that cannot be judged', () => {
  it.each(badRows)('are found and left out: $what', async ({ rows, typed = binary, wrong, judged, code }) => {
    write('rows.csv', csv(...rows));
    const ran = await reportOf(`evaluate rows.csv ${typed}`);
    expect(wrongIn(ran.report)).toEqual(wrong);
    expect(ran.report.models[0]?.rows).toMatchObject({ predictions: ran.report.datasets[0]?.rows, judged });
    expect(ran.code).toBe(code);
  });

  it('are found in Parquet as in text', async () => {
    await parquet(
      'rows.parquet',
      `SELECT * FROM (VALUES (0.6::DOUBLE, 1::DOUBLE), ('nan', 0), ('inf', 1), (NULL, 1), (0.2, 'nan'), (0.3, 0), (0.4, NULL)) t(p, won)`,
    );
    const { code, report } = await reportOf(`evaluate rows.parquet ${binary}`);
    expect(wrongIn(report)).toEqual([
      'alert allowed of won',
      'alert finite of p',
      'alert finite of won',
      'alert nulls of p',
    ]);
    expect(report.models[0]?.rows).toEqual({ predictions: 7, labelled: 6, judged: 2 });
    expect(code).toBe(1);
  });

  it('are told with what came, where it stands and what to do', async () => {
    write('rows.csv', csv('p_home,won', '0.6,1', '60,0', '0.4,7'));
    const { out } = await pitwall('evaluate rows.csv --task binary --prediction p_home --label won');
    expect(out).toMatch(
      /p_home: 1 value of 3 .* out of range\n.*expected 0 to 1, observed 0\.4 to 60.*\n.*row 2 +60 +rows\.csv\n.*shares, 60 % as 0\.6/,
    );
    expect(out).toMatch(
      /won: 1 value of 3 .* not allowed\n.*expected one of 0, 1\n.*row 3 +7 +rows\.csv\n.*--positive VALUE/,
    );
    const misspelt = await pitwall('evaluate rows.csv --task binary --prediction p_hom --label won');
    expect(misspelt.out).toContain('Did you mean p_home');
    expect(misspelt.code).toBe(1);
  });
});

describe('labels in a file of their own', () => {
  const joined = `${binary} --id id`;
  const evaluate = (predictions: string, labels: string, more = joined) =>
    reportOf(`evaluate ${predictions} --labels ${labels} ${more}`);

  it('that belong to no prediction are counted, with ids of both sides', async () => {
    write('p.csv', csv('id,p', 'a,0.9', 'b,0.2', 'c,0.6', 'd,0.6'));
    write('l.csv', csv('id,won', 'A,1', '"b ",0'));
    const { code, report } = await evaluate('p.csv', 'l.csv');
    expect(wrongIn(report)).toEqual(['unknown rows of p', 'warning join of p']);
    const join = report.findings.find(({ metric }) => metric === 'performance.join');
    expect(join).toMatchObject({ value: 2, message: 'none of 2 labels belongs to a prediction' });
    expect(join?.evidence.observed).toBe('no prediction of "A", "b "; no label of "a", "b", "c"');
    expect(code).toBe(0);
  });

  it('are not used where an id comes twice on either side', async () => {
    write('p.csv', csv('id,p', 'a,0.9', 'b,0.2', 'c,0.6', 'c,0.7', 'd,0.1', ',0.5'));
    write('l.csv', csv('id,won', 'a,1', 'b,0', 'b,1', 'c,1', 'd,0', ',1'));
    const { code, report } = await evaluate('p.csv', 'l.csv');
    expect(wrongIn(report)).toEqual([
      'alert key of p labels',
      'alert key of p predictions',
      'alert nulls of id',
      'alert nulls of id',
    ]);
    expect(report.models[0]?.rows).toEqual({ predictions: 6, labelled: 2, judged: 2 });
    expect(report.models[0]?.next.join(' ')).not.toContain('wait');
    expect(code).toBe(1);
  });

  it('are joined whatever type the ids are stored as', async () => {
    await parquet('p.parquet', 'SELECT * FROM (VALUES (7, 0.6::DOUBLE), (8, 0.3)) t(id, p)');
    await parquet('doubles.parquet', 'SELECT * FROM (VALUES (7::DOUBLE, 1), (8, 0)) t(id, won)');
    await parquet('texts.parquet', "SELECT * FROM (VALUES ('7', 1), ('8', 0)) t(id, won)");
    write('ids.csv', csv('id,won', '7,1', '8,0'));
    write(
      'ids.json',
      JSON.stringify([
        { id: '7', won: 1 },
        { id: '8', won: 0 },
      ]),
    );
    for (const labels of ['doubles.parquet', 'texts.parquet', 'ids.csv', 'ids.json']) {
      const { code, report } = await evaluate('p.parquet', labels);
      expect([labels, wrongIn(report), report.models[0]?.rows.judged, code]).toEqual([labels, [], 2, 0]);
    }
  });

  it('may all be missing yet: then nothing is known, and nothing is wrong', async () => {
    write('p.csv', csv('id,p', 'a,0.9', 'b,0.2'));
    write('l.csv', csv('id,won', 'a,', 'b,'));
    const { code, report } = await evaluate('p.csv', 'l.csv');
    expect(wrongIn(report)).toEqual(['unknown rows of p']);
    expect(report.models[0]?.next).toEqual(['2 predictions still wait for their labels.']);
    expect(code).toBe(0);
  });

  it('need an id', async () => {
    write('p.csv', csv('id,p', 'a,0.9'));
    write('l.csv', csv('id,won', 'a,1'));
    expectMistake(await pitwall(`evaluate p.csv --labels l.csv ${binary}`), /joined by `id`/);
  });
});

describe('another model beside', () => {
  const asked = `${binary} --id id --against champion.csv`;

  it('that answered none of the rows makes nothing known of which is better', async () => {
    write('p.csv', csv('id,p,won', 'a,0.9,1', 'b,0.2,0'));
    write('champion.csv', csv('id,p', 'x,0.5', 'y,0.5'));
    const { code, report } = await reportOf(`evaluate p.csv ${asked}`);
    expect(wrongIn(report)).toEqual(['unknown comparison of p']);
    const [finding] = report.findings.filter(({ metric }) => metric === 'performance.comparison');
    expect(finding?.message).toBe('the models could not be compared by log_loss');
    expect(finding?.reason).toBe('there is no row that both models answered');
    expect(report.models[0]?.comparison).toMatchObject({ rows: 0, left_out: 2, strangers: 2, answer: 'unknown' });
    expect(code).toBe(0);
  });

  it('has its own rows looked at', async () => {
    write('p.csv', csv('id,p,won', 'a,0.9,1', 'b,0.2,0'));
    write('champion.csv', csv('id,p', 'a,0.5', 'a,0.6', 'b,7'));
    const { code, report } = await reportOf(`evaluate p.csv ${asked}`);
    expect(wrongIn(report)).toEqual(['alert key of p champion', 'alert range of p', 'unknown comparison of p']);
    expect(code).toBe(1);
    write('champion.csv', csv('key,q', 'a,0.5'));
    expect(wrongIn((await reportOf(`evaluate p.csv ${asked}`)).report)).toContain('alert columns of id');
    expectMistake(await pitwall(`evaluate p.csv ${binary} --against champion.csv`), /joined by `id`/);
    expectMistake(await pitwall(`evaluate p.csv ${binary} --id id --against gone.csv`), /data\.missing {2}gone\.csv/);
  });
});

describe('segments and estimates', () => {
  it('of columns that are not there are an alert, with the one that was meant', async () => {
    write('rows.csv', csv('p,won,team', '0.6,1,Duke', '0.2,0,UNC'));
    const { code, out } = await pitwall(`evaluate rows.csv ${binary} --segments taem`);
    expect(out).toMatch(/the column taem is missing\n[\s\S]*Did you mean team/);
    expect(code).toBe(1);
  });

  it('are unknown with a reason where there is nothing to learn from', async () => {
    write('rows.csv', csv('p,won', '0.6,', '0.2,'));
    const { code, report } = await reportOf(`evaluate rows.csv ${binary} --estimate`);
    expect(wrongIn(report)).toEqual(['unknown estimated_rows of rows', 'unknown rows of rows']);
    for (const { estimated, reason } of report.models[0]?.estimates?.metrics ?? [])
      expect([estimated, reason]).toEqual([null, 'the reference has no row']);
    expect(code).toBe(0);
  });
});

describe('several classes', () => {
  const config = (prediction: string): string =>
    `models:\n  picks:\n    { task: multiclass, predictions: c.csv, label: was, prediction: ${prediction} }\n`;

  it('that no probability is given for, and probabilities that are not 1 together, are found and left out', async () => {
    write('pitwall.yaml', config('{ column: said, probabilities: { a: pa, b: pb } }'));
    write(
      'c.csv',
      csv('was,said,pa,pb', 'a,a,0.7,0.3', 'b,b,0.335,0.667', 'c,a,0.7,0.3', 'a,d,0.5,0.5', 'a,a,0.7,0.7', 'b,b,0,0'),
    );
    const { code, report } = await reportOf('evaluate');
    expect(wrongIn(report)).toEqual([
      'alert allowed of said',
      'alert allowed of was',
      'alert rule of probabilities_add_up',
    ]);
    expect(report.models[0]?.rows.judged).toBe(2);
    expect(report.models[0]?.metrics.find(({ name }) => name === 'log_loss')?.value).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it('may be hundreds with probabilities, and no more than can be names', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `c${index}`);
    write('pitwall.yaml', config(`{ probabilities: { ${names.map((name) => `${name}: ${name}`).join(', ')} } }`));
    const row = (was: number) => [names[was], ...names.map((_, index) => (index === was ? 0.5 : 0.5 / 299))].join(',');
    write('c.csv', csv(['was', ...names].join(','), row(1), row(2)));
    const { report } = await reportOf('evaluate');
    expect(report.models[0]?.metrics.find(({ name }) => name === 'accuracy')?.value).toBe(1);
    write('pitwall.yaml', config('said'));
    write('c.csv', csv('was,said', ...Array.from({ length: 1_001 }, (_, index) => `${index},${index}`)));
    expectMistake(await pitwall('evaluate'), /at most 1000 classes/);
  });
});

describe('what says nothing about the whole', () => {
  it.each([
    ['one class', csv('p,won', '0.6,1', '0.2,1', '0.7,1'), binary, ['roc_auc', 'mcc', 'specificity']],
    ['the same probability everywhere', csv('p,won', '0.5,1', '0.5,0', '0.5,1'), binary, ['mcc']],
    [
      'a label that never varies',
      csv('y,f', '3,3', '3,4'),
      '--task regression --prediction f --label y',
      ['r_squared'],
    ],
    [
      'lists in which nothing is relevant',
      csv('u,i,s,r', 'x,a,1,0', 'x,b,2,0'),
      ranking,
      ['recall@10', 'ndcg@10', 'map@10'],
    ],
  ])('is unknown with a reason, never a figure: %s', async (_, rows, typed, unknown) => {
    write('rows.csv', rows);
    const { code, report } = await reportOf(`evaluate rows.csv ${typed}`);
    const metrics = new Map(report.models[0]?.metrics.map((metric) => [metric.name, metric]));
    for (const name of unknown) {
      expect(metrics.get(name), name).toMatchObject({ value: null, interval: null });
      expect(metrics.get(name)?.reason, name).toMatch(/\w/);
    }
    expect(code).toBe(0);
  });

  it('takes lists that are shorter than k as they are', async () => {
    write('rows.csv', csv('u,i,s,r', 'x,a,0.9,1', 'x,b,0.4,0'));
    const { report } = await reportOf(`evaluate rows.csv ${ranking} --k 50`);
    const metrics = new Map(report.models[0]?.metrics.map(({ name, value }) => [name, value]));
    expect([metrics.get('precision@50'), metrics.get('recall@50')]).toEqual([1 / 50, 1]);
  });

  it('does not judge fewer rows than a threshold asks for', async () => {
    write('rows.csv', csv('p,won', '0.6,1', '0.2,0'));
    const { code, report } = await reportOf(`evaluate rows.csv ${binary} --preset cbb`);
    expect(wrongIn(report).every((wrong) => wrong.startsWith('unknown'))).toBe(true);
    expect(report.findings.find(({ metric }) => metric === 'performance.accuracy')?.reason).toBe(
      '2 samples, at least 100 are needed',
    );
    expect(code).toBe(0);
    expect((await pitwall(`evaluate rows.csv ${binary} --preset cbb --fail-on warning`)).code).toBe(1);
  });
});

function expectMistake({ code, out, said }: Answered, says: RegExp): void {
  expect(said).toMatch(says);
  expect(said).toMatch(/^✗ [a-z]+\.[a-z_]+/);
  expect(said).not.toMatch(/^ {4}at |should not|NaN/m);
  expect({ code, out }).toEqual({ code: 2, out: '' });
}

describe('what cannot be run', () => {
  it.each([
    [`evaluate empty.csv ${binary}`, /data\.empty {2}empty\.csv/],
    [`evaluate gone.csv ${binary}`, /data\.missing {2}gone\.csv/],
    [`evaluate cut.parquet ${binary}`, /data\.truncated {2}cut\.parquet/],
    [
      `evaluate ok.csv --task clasification --prediction p --label won`,
      /one of binary, multiclass, regression, ranking.*"clasification"/,
    ],
    [`evaluate ok.csv ${binary} --odds p --odds-format fractional`, /one of decimal, net, american.*"fractional"/],
    [`evaluate ok.csv ${binary} --preset movielens`, /a preset for binary models, found movielens/],
    [`evaluate ok.csv ${binary} --preset nba`, /cbb, bitcoin, movielens/],
    [`evaluate ok.csv ${binary} --threshold abc`, /abc/],
    [`evaluate ok.csv ${binary} --threshold 2`, /0 to 1|at most 1/],
    [`evaluate ok.csv ${ranking} --k 0`, /at least 1, found 0/],
    [`evaluate ok.csv ${ranking} --k abc`, /abc/],
    [`evaluate ok.csv ${ranking} --k 1.5`, /whole number, found 1\.5/],
    ['evaluate ok.csv --task ranking --prediction s --label r', /a ranking needs the column of its users/i],
    ['evaluate ok.csv --task binary --label won', /prediction/],
    ['evaluate', /found neither/],
  ])('pitwall %s', async (typed, says) => {
    write('pitwall.yaml', '');
    write('empty.csv', '');
    write('ok.csv', csv('p,won', '0.6,1', '0.4,0'));
    const whole = readFileSync(await parquet('whole.parquet', 'SELECT random() AS p, 1 AS won FROM range(5000)'));
    write('cut.parquet', whole.subarray(0, whole.length / 2));
    expectMistake(await pitwall(typed), says);
  });
});

describe('mistakes in the configuration', () => {
  const model = (...lines: readonly string[]): string =>
    [
      'models:',
      '  picker:',
      '    predictions: ok.csv',
      '    label: won',
      ...lines.map((line) => `    ${line}`),
      '',
    ].join('\n');

  it.each([
    [
      'task: binary\n    predicton: p',
      /config\.unknown_key {2}pitwall\.yaml:6:5\n.*`predicton`.*\n.*Did you mean `prediction`/,
    ],
    ['task: binry\n    prediction: p', /pitwall\.yaml:5:11 .*\n.*found "binry"\.\n.*Did you mean `binary`/],
    [
      'task: binary\n    prediction: { colum: p, column: p }',
      /pitwall\.yaml:6:19\n.*`colum`.*\n.*Did you mean `column`/,
    ],
    ['task: binary\n    prediction: p\n    labels: l.csv', /pitwall\.yaml:\d+:\d+.*\n.*joined by `id`/i],
    [
      'task: binary\n    prediction: p\n    performance: { preset: cbbb }',
      /pitwall\.yaml:7:\d+ .*\n.*\n.*Did you mean `cbb`/,
    ],
    [
      'task: binary\n    prediction: p\n    performance: { thresholds: { accuracy: { alert: "below 0.5" } } }',
      /pitwall\.yaml:7:\d+ .*\n.*an operator and a number/,
    ],
    [
      'task: binary\n    prediction: p\n    performance: { thresholds: { acuracy: { alert: "< 0.5" } } }',
      /Did you mean accuracy/,
    ],
    ['task: binary\n    prediction: p\n    performance: { level: 95 }', /less than 1, found 95/],
    ['task: regression\n    prediction: p\n    odds: o', /odds belong to a binary model/i],
  ])('are told with their place: %s', async (lines, says) => {
    write('ok.csv', csv('p,won', '0.6,1', '0.4,0'));
    write('pitwall.yaml', model(lines));
    expectMistake(await pitwall('evaluate'), says);
  });

  it('are told of models that there are not, or that have no data', async () => {
    write('ok.csv', csv('p,won', '0.6,1', '0.4,0'));
    write('pitwall.yaml', model('task: binary', 'prediction: p'));
    expectMistake(await pitwall('evaluate --model pickr'), /no model pickr.*\n.*Did you mean picker/);
    write('pitwall.yaml', model('task: binary', 'prediction: p').replace('    predictions: ok.csv\n', ''));
    expectMistake(await pitwall('evaluate'), /predictions or a dataset of the model picker, found neither/);
    write('pitwall.yaml', 'datasets:\n  games: { source: ok.csv }\n');
    expectMistake(await pitwall('evaluate'), /a configuration with models, found neither/);
    expectMistake(await pitwall('evaluate --model picker'), /no model picker/);
  });
});

describe('hostile names', () => {
  const hostile = [
    '\u001b[31mred\u0007',
    '<script>alert(1)</script>',
    "=cmd|'/C calc'!A0",
    '::error::x',
    'a|b`c*',
    'é\u202eé',
  ];

  it.each(formats)('reach nobody who would obey them, in %s', async (format) => {
    const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
    const rows = hostile.map((name, index) => `${quoted(name)},${quoted(hostile[(index + 1) % 6] ?? '')},7`);
    write('m.csv', csv(`was,said,${quoted(hostile.join(''))}`, ...rows, ',x,1'));
    write(
      'pitwall.yaml',
      `models:\n  ${JSON.stringify(hostile.join(''))}:\n    { task: multiclass, predictions: m.csv, label: was, prediction: ${JSON.stringify(hostile.join(''))} }\n`,
    );
    for (const typed of ['evaluate', 'evaluate m.csv --task multiclass --prediction said --label was --model x']) {
      const { code, out, said } = await pitwall(`${typed} --format ${format}`);
      expect(`${out}${said}`).not.toMatch(/[^\n\P{Cc}]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      if (format === 'html' || format === 'markdown') expect(out).not.toContain('<script>alert');
      if (format !== 'github') expect(out).not.toMatch(/^\s*::/m);
      expect([0, 1, 2]).toContain(code);
      expect(said).not.toMatch(/should not/);
    }
  });

  it('stay what they are in the report', async () => {
    const name = hostile.join('');
    write('rows.csv', csv('p,won', '0.6,1', '0.4,0'));
    write(
      'pitwall.yaml',
      `models:\n  ${JSON.stringify(name)}: { task: binary, predictions: rows.csv, label: won, prediction: p }\n`,
    );
    const { report } = await reportOf('evaluate');
    expect(report.models[0]?.name).toBe(name);
    expect(report.findings.some(({ subject }) => subject === formatSubject({ kind: 'model', name }))).toBe(true);
  });
});
