import { describe, expect, it } from 'vitest';
import { config, games } from './games.ts';
import { scratch } from './run.ts';

describe('the configuration in force', () => {
  it('is the file, under that of the environment, under variables', async () => {
    const { pitwall, write } = scratch();
    write('pitwall.yaml', `${config}\n`);
    write(
      'pitwall.production.yaml',
      `project: \${env:LEAGUE:-second}\ndatasets: { games: { contract: { strict: true } } }\n`,
    );
    const env = { PITWALL_ENVIRONMENT: 'production', PITWALL__DATASETS__GAMES__NULL_VALUES: '007', LEAGUE: 'first' };
    const { code, stdout } = await pitwall(['config', 'show', '--effective', '--set', 'datasets.games.format=csv'], {
      env,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^project: \$\{env:LEAGUE:-second\} +# pitwall\.production\.yaml:1$/m);
    expect(stdout).toMatch(/^ {6}strict: true +# pitwall\.production\.yaml:2$/m);
    expect(stdout).toMatch(/^ {4}null_values: \["007"\] +# PITWALL__DATASETS__GAMES__NULL_VALUES$/m);
    expect(stdout).toMatch(/^ {4}format: csv +# --set datasets\.games\.format$/m);
    expect(stdout).not.toContain('first');
  });

  it('takes variables that only the system can set, secrets from files, and shows neither', async () => {
    const { pitwall, write } = scratch();
    write('pitwall.yaml', `${config}\n`.replace('games.csv', `\${file:secrets/feed}`));
    write('secrets/feed', 'hunter2.csv\n');
    write('hunter2.csv', games);
    expect(await pitwall(['check'])).toMatchObject({ code: 0, stdout: expect.stringContaining('3 rows') });
    const env = { 'PITWALL__datasets__odds-2025__source': 'odds.csv' };
    const { stdout } = await pitwall(['config', 'show'], { env });
    expect(stdout).toContain(`\${file:secrets/feed}`);
    expect(stdout).toMatch(/^ {4}source: odds\.csv +# PITWALL__datasets__odds-2025__source$/m);
    expect(stdout).not.toContain('hunter2');
  });

  it('decides what a check reads and when it fails', async () => {
    const { pitwall, write } = scratch();
    write('conf/pitwall.yaml', config);
    write('conf/games.csv', games);
    write('elsewhere.csv', games.replace('0.5', '5'));
    const fine = await pitwall(['check', '--config', 'conf/pitwall.yaml']);
    expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining('3 rows') });
    const other = await pitwall(['check', '--config', 'conf/pitwall.yaml'], {
      env: { PITWALL__DATASETS__GAMES__SOURCE: '../elsewhere.csv' },
    });
    expect(other.code).toBe(1);
    const wider = await pitwall(['check', '--config', 'conf/pitwall.yaml'], {
      env: {
        PITWALL__DATASETS__GAMES__SOURCE: '../elsewhere.csv',
        PITWALL__DATASETS__GAMES__CONTRACT__COLUMNS__SCORE__MAX: '9',
      },
    });
    expect(wider.code).toBe(0);
  });

  it('may be JavaScript', async () => {
    const { pitwall, write } = scratch();
    write('games.csv', games);
    write(
      'pitwall.config.mjs',
      "export default { datasets: { games: { source: 'games.csv', contract: { columns: { id: 'integer', team: 'string', season: 'integer', score: 'number' } } } } };\n",
    );
    const ran = await pitwall(['check', '--config', 'pitwall.config.mjs']);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('3 rows') });
  });
});
