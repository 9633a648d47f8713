import { describe, expect, it } from 'vitest';
import { configIn } from './scratch.suite.ts';
import { listSettings, settingsOf } from './settings.ts';

const base = `project: file
datasets:
  games:
    source: games.csv
    null_values: [NA]
    contract:
      columns: { a: string }
`;

/** What each layer says of the project, from below to above. */
const layers = {
  file: true,
  overlay: 'pitwall.production.yaml',
  variable: 'PITWALL__PROJECT',
  flag: '--set project',
} as const;
type Layer = Exclude<keyof typeof layers, 'file'>;

async function projectFrom(present: readonly Layer[]) {
  const has = (layer: Layer) => present.includes(layer);
  const { load } = configIn({
    'pitwall.yaml': base,
    'pitwall.production.yaml': has('overlay') ? 'project: overlay\n' : '# says nothing\n',
  });
  const loaded = await load(has('variable') ? { PITWALL__PROJECT: 'variable' } : {}, undefined, {
    environment: 'production',
    set: has('flag') ? ['project=flag'] : [],
  });
  if (!loaded) throw new Error('nothing was loaded');
  const [setting] = listSettings(settingsOf(loaded, { effective: true }));
  return { project: loaded.config.project, source: setting?.source };
}

describe('layers', () => {
  it.each<[present: Layer[], project: string, source: object]>([
    [[], 'file', { kind: 'file', file: 'pitwall.yaml', line: 1, column: 10 }],
    [['overlay'], 'overlay', { kind: 'file', file: 'pitwall.production.yaml', line: 1, column: 10 }],
    [['variable'], 'variable', { kind: 'variable', name: 'PITWALL__PROJECT' }],
    [['overlay', 'variable'], 'variable', { kind: 'variable', name: 'PITWALL__PROJECT' }],
    [['flag'], 'flag', { kind: 'flag', name: '--set project' }],
    [['overlay', 'flag'], 'flag', { kind: 'flag', name: '--set project' }],
    [['variable', 'flag'], 'flag', { kind: 'flag', name: '--set project' }],
    [['overlay', 'variable', 'flag'], 'flag', { kind: 'flag', name: '--set project' }],
  ])('%j over the file give %s', async (present, project, source) => {
    expect(await projectFrom(present)).toEqual({ project, source });
  });

  it.each<[layer: string, overlay: string, env: Record<string, string>, set: string[], place: string]>([
    ['the overlay', 'datasets: { games: { sorce: x } }', {}, [], 'pitwall.production.yaml:1:22'],
    ['a variable', '', { PITWALL__datasets__games__sorce: 'x' }, [], 'PITWALL__datasets__games__sorce'],
    ['a flag', '', {}, ['datasets.games.sorce=x'], '--set datasets.games.sorce'],
  ])('tell of an unknown key in %s where it stands', async (_, overlay, env, set, place) => {
    const { mistakes } = configIn({ 'pitwall.yaml': base, 'pitwall.production.yaml': overlay });
    expect(await mistakes(env, undefined, { environment: 'production', set })).toEqual([
      `${place} config.unknown_key: there is no key \`sorce\` in \`datasets.games\`. Did you mean \`source\``,
    ]);
  });

  it('tell of a wrong value in the layer that it came from, not where it was said before', async () => {
    const { mistakes } = configIn({
      'pitwall.yaml': base.replace('games.csv', '5'),
      'pitwall.production.yaml': 'datasets:\n  games:\n    null_values: NA\n',
    });
    const said = await mistakes({}, undefined, { environment: 'production', set: ['datasets.games.format=cvs'] });
    expect(said.toSorted()).toEqual([
      expect.stringMatching(/^--set datasets\.games\.format .*found "cvs"\. Did you mean `csv`/),
      expect.stringMatching(/^pitwall\.production\.yaml:3:18 .*expected a list, found "NA"/),
      expect.stringMatching(/^pitwall\.yaml:4:13 .*expected a list, found 5/),
    ]);
  });

  it('tell of a key that is missing where its map was begun', async () => {
    const { mistakes } = configIn({
      'pitwall.yaml': base,
      'pitwall.production.yaml': 'datasets:\n  odds:\n    format: csv\n',
    });
    const env = { PITWALL__datasets__scores__format: 'csv' };
    expect(await mistakes(env, undefined, { environment: 'production', set: ['datasets.picks.format=csv'] })).toEqual([
      expect.stringMatching(/^pitwall\.production\.yaml:3:5 .*Add `datasets\.odds\.source`/),
      expect.stringMatching(/^PITWALL__datasets__scores__format .*Add `datasets\.scores\.source`/),
      expect.stringMatching(/^--set datasets\.picks\.format .*Add `datasets\.picks\.source`/),
    ]);
  });
});

describe('the file of the environment', () => {
  const inProduction = (overlay: string, below = base) => {
    const { load, mistakes } = configIn({ 'pitwall.yaml': below, 'pitwall.production.yaml': overlay });
    return {
      load: () => load({}, undefined, { environment: 'production' }),
      mistakes: () => mistakes({}, undefined, { environment: 'production' }),
    };
  };

  it.each(['', '# later\n', '{}\n', '---\n'])('may say nothing: %j', async (overlay) => {
    const { load } = inProduction(overlay);
    expect((await load())?.config).toMatchObject({ project: 'file', datasets: { games: { source: ['games.csv'] } } });
  });

  it.each([
    ['- project', 'a list'],
    ['project', '"project"'],
    ['5', '5'],
  ])('is a map or a mistake: %j', async (overlay, found) => {
    expect(await inProduction(overlay).mistakes()).toEqual([
      `pitwall.production.yaml:1:1 config.invalid: expected a map of keys, found ${found}. See docs/reference/configuration.md`,
    ]);
  });

  it('does not hide that the file below is no map', async () => {
    expect(await inProduction('project: a', '- project').mistakes()).toEqual([
      expect.stringMatching(/^pitwall\.yaml:1:1 config\.invalid: expected a map of keys, found a list/),
    ]);
  });

  it('takes a key away with null', async () => {
    const games = (await inProduction('datasets: { games: { null_values: null } }').load())?.config.datasets.games;
    expect(games).toMatchObject({ source: ['games.csv'] });
    expect(games?.null_values).toBeUndefined();
  });

  it('is told where a null takes away what has to be there, or nothing', async () => {
    expect(await inProduction('datasets:\n  games:\n    source: null').mistakes()).toEqual([
      expect.stringMatching(/^pitwall\.production\.yaml:\d:\d+ .*expected a list, found nothing/),
    ]);
    expect(await inProduction('datasets: { games: { delimiter: null } }').mistakes()).toEqual([
      expect.stringMatching(/^pitwall\.production\.yaml:1:33 .*expected a text, found nothing \(null\)/),
    ]);
    expect(await inProduction('datsets: null').mistakes()).toEqual([
      expect.stringMatching(/^pitwall\.production\.yaml:1:1 config\.unknown_key: .*Did you mean `datasets`/),
    ]);
  });

  it('is chosen by what was typed before the variable', async () => {
    const { load } = configIn({
      'pitwall.yaml': base,
      'pitwall.production.yaml': 'project: production',
      'pitwall.staging.yaml': 'project: staging',
    });
    const env = { PITWALL_ENVIRONMENT: 'production' };
    expect(await load(env)).toMatchObject({ environment: 'production', config: { project: 'production' } });
    expect(await load(env, undefined, { environment: 'staging' })).toMatchObject({
      environment: 'staging',
      config: { project: 'staging' },
    });
    expect((await load({ PITWALL_ENVIRONMENT: '' }))?.environment).toBeUndefined();
  });

  it('lies beside the file that was named', async () => {
    const { load } = configIn({ 'conf/own.yml': base, 'conf/own.eu-1.2.yml': 'project: europe' });
    expect((await load({}, 'conf/own.yml', { environment: 'eu-1.2' }))?.config.project).toBe('europe');
  });

  it.each(['../production', 'a/b', '', ' ', '-x', '.', 'a\u0000b', 'ü', 'x\ny'])(
    'cannot be reached by a name that is none: %j',
    async (environment) => {
      const { mistakes } = configIn({ 'pitwall.yaml': base, 'production.yaml': 'project: reached' });
      expect(await mistakes({}, undefined, { environment })).toEqual([
        expect.stringMatching(/arguments\.invalid: expected the name of an environment as --environment/),
      ]);
      if (environment !== '') {
        expect(await mistakes({ PITWALL_ENVIRONMENT: environment })).toEqual([
          expect.stringMatching(/arguments\.invalid: expected the name of an environment as PITWALL_ENVIRONMENT/),
        ]);
      }
    },
  );
});

describe('without a file', () => {
  it('nothing is asked for by the variables of a shell', async () => {
    const { load } = configIn({});
    expect(await load({ PITWALL_ENVIRONMENT: 'production', PITWALL__PROJECT: 'a' })).toBeUndefined();
  });

  it('what was typed has nothing to change', async () => {
    const { mistakes } = configIn({ 'pitwall.production.yaml': 'project: a' });
    expect(await mistakes({}, undefined, { environment: 'production' })).toEqual([
      expect.stringMatching(/^pitwall\.yaml config\.missing: .*--environment production/),
    ]);
    expect(await mistakes({}, undefined, { set: ['project=a'] })).toEqual([
      expect.stringMatching(/^pitwall\.yaml config\.missing: .*--set/),
    ]);
  });
});

describe('hostile keys', () => {
  it.each<[where: string, overlay: string, env: Record<string, string>, set: string[]]>([
    ['the overlay', '__proto__: { polluted: 1 }', {}, []],
    ['a dataset of the overlay', 'datasets: { games: { __proto__: { polluted: 1 } } }', {}, []],
    ['a variable', '', { PITWALL__datasets__games__constructor__prototype__polluted: '1' }, []],
    ['a flag', '', {}, ['__proto__.polluted=1']],
    ['a flag of JSON', '', {}, ['datasets.games={"source": "a", "__proto__": {"polluted": 1}}']],
  ])('in %s are unknown, and change no object', async (_, overlay, env, set) => {
    const { mistakes } = configIn({ 'pitwall.yaml': base, 'pitwall.production.yaml': overlay });
    const said = await mistakes(env, undefined, { environment: 'production', set });
    expect(said.join('\n')).toContain('config.unknown_key');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
