import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { useCommandLine } from '../../in-process.suite.ts';

const { write, pitwall } = useCommandLine();
const secret = 'hunter2-correct-horse';
const env = {
  TEAM: secret,
  PITWALL__models__picker__performance__level: '0.9',
  PITWALL__datasets__tokens__source: `${secret}.csv`,
};

beforeAll(() => {
  write(
    'pitwall.yaml',
    `project: \${env:TEAM}
datasets:
  games:
    source: [data/a.csv, data/b.csv]
    contract:
      description: "two\\nlines # with a sign"
      columns: { a: string }
      rules:
        - a <> ''
  tokens: { source: a.csv }
models:
  picker: { task: binary, predictions: p.csv, prediction: p, label: y }
`,
  );
  write('pitwall.production.yaml', 'datasets: { games: { contract: { strict: true } } }\n');
  write(
    'evil.yaml',
    'project: "a\\u001b[31m \\u202e##vso[task.setvariable]"\ndatasets: { "x\\u0001y": { source: a } }\n',
  );
  write('evil.\u001b.yaml', 'project: a\n');
});

describe('config show', () => {
  it('tells where each value comes from', async () => {
    const { code, out } = await pitwall('config show --environment production --set datasets.odds.source=odds.csv', {
      env,
    });
    expect(code).toBe(0);
    for (const [value, source] of [
      [`project: \${env:TEAM}`, 'pitwall.yaml:1'],
      ['    source: [data/a.csv, data/b.csv]', 'pitwall.yaml:4'],
      ['      strict: true', 'pitwall.production.yaml:1'],
      ['        a: string', 'pitwall.yaml:7'],
      ["      rules: [a <> '']", 'pitwall.yaml:9'],
      ['    source: (hidden)', 'PITWALL__datasets__tokens__source'],
      ['      level: 0.9', 'PITWALL__models__picker__performance__level'],
      ['    source: odds.csv', '--set datasets.odds.source'],
    ]) {
      expect(out.split('\n').map((line) => line.replace(/ +# /, ' # '))).toContain(`${value} # ${source}`);
    }
    expect(out).not.toContain('default');
    expect(out).not.toContain('hunter');
  });

  it('is a configuration again, with every default', async () => {
    const { out } = await pitwall('config show --effective', { env: { TEAM: secret } });
    expect(parse(out)).toMatchObject({
      datasets: {
        games: {
          contract: {
            description: 'two\nlines # with a sign',
            columns: { a: { type: 'string', nulls: 0 } },
            rules: [{ expect: "a <> ''", tolerance: 0 }],
          },
        },
      },
    });
    const lines = out.split('\n').map((line) => line.trim().replace(/ +# /, ' # '));
    expect(lines).toContain('type: string # pitwall.yaml:7');
    expect(lines).toContain('nulls: 0 # default');
    expect(lines).toContain("- expect: a <> '' # pitwall.yaml:9");
    expect(out).not.toContain('hunter');
    write('again.yaml', out);
    const again = await pitwall(['config', 'show', '--effective', '--config', 'again.yaml'], { env: { TEAM: 'x' } });
    expect(again.code).toBe(0);
    expect(parse(again.out)).toEqual(parse(out));
  });

  it('is JSON where that is asked for', async () => {
    const { out } = await pitwall('config show --environment production --json', { env });
    expect(out).not.toContain('hunter');
    const { settings, ...whole } = JSON.parse(out) as { settings: { key: string }[] };
    expect(whole).toEqual({ file: 'pitwall.yaml', environment: 'production' });
    expect(settings).toContainEqual({
      key: 'datasets.games.contract.rules',
      path: ['datasets', 'games', 'contract', 'rules'],
      value: ["a <> ''"],
      source: { kind: 'file', file: 'pitwall.yaml', line: 9, column: 9 },
    });
    expect(settings).toContainEqual({
      key: 'models.picker.performance.level',
      path: ['models', 'picker', 'performance', 'level'],
      value: 0.9,
      source: { kind: 'variable', name: 'PITWALL__models__picker__performance__level' },
    });
    const effective = JSON.parse((await pitwall('config show --effective --json', { env })).out) as typeof whole & {
      settings: unknown[];
    };
    expect(effective).toMatchObject({ environment: null });
    expect(effective.settings).toContainEqual({
      key: 'datasets.games.contract.strict',
      path: ['datasets', 'games', 'contract', 'strict'],
      value: false,
      source: { kind: 'default' },
    });
  });

  it('paints only sources', async () => {
    const plain = await pitwall('config show', { env });
    const painted = await pitwall('config show', { env, colour: true });
    expect(painted.out).toContain('\u001b[2m# pitwall.yaml:1\u001b[22m');
    expect(stripVTControlCharacters(painted.out)).toBe(plain.out);
  });

  it('shows nothing that a terminal or a build server would obey', async () => {
    const { code, out } = await pitwall('config show --effective --config evil.yaml --set project=x##vso[a]');
    expect(code).toBe(0);
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\u202e]|##[a-z]*\[/u);
    const shown = await pitwall('config show --config evil.yaml');
    expect(shown.out).not.toMatch(/(?!\n)[\p{Cc}\u202e]|##[a-z]*\[/u);
    expect((await pitwall(['config', 'show', '--config', 'evil.\u001b.yaml'])).out).toContain('# evil.␛.yaml:1');
  });

  it('says what is wrong instead', async () => {
    const { code, out, said } = await pitwall('config show --set projct=a', { env });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toMatch(/--set projct\n.*`projct`.*\n.*`project`\?/);
    expect(await pitwall('config show --config absent.yaml')).toMatchObject({ code: 2, out: '' });
  });
});

describe('the environment and --set', () => {
  it('count wherever the configuration is read', async () => {
    write('games.csv', 'a\nx\n');
    const games = ['--set', 'datasets.games.source=games.csv', '--set', 'datasets.tokens.source=games.csv'];
    const check = (more: readonly string[]) => pitwall(['check', ...games, '--dataset', 'games', ...more], { env });
    expect((await check([])).code).toBe(0);
    expect((await check(['--set', 'datasets.games.contract.rows.min=2'])).code).toBe(1);
    write('pitwall.strict.yaml', 'datasets: { games: { contract: { rows: { min: 2 } } } }');
    expect((await check(['--environment', 'strict'])).code).toBe(1);
    for (const command of ['check', 'evaluate', 'baseline list', 'baseline show x', 'config show']) {
      const { code, said } = await pitwall(`${command} --environment nowhere`, { env });
      expect({ command, code }).toEqual({ command, code: 2 });
      expect(said).toContain('pitwall.nowhere.yaml');
    }
  });
});
