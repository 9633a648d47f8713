import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { conceal } from './origin.ts';
import { configIn } from './scratch.suite.ts';
import { givesAway, looksSecret, withoutUrlPassword } from './secrets.ts';
import { listSettings, settingsOf } from './settings.ts';

const secret = 'hunter2-correct-horse';

describe('a name', () => {
  it.each([
    'password',
    'PITWALL__STATE__PASSWORD',
    'smtp_passwd',
    'apiKey',
    'api_key',
    'SLACK_WEBHOOK',
    'webhooks',
    'clientSecret',
    'access-token',
    'private_key',
    'Authorization',
    'dsn',
    'aws_credentials',
  ])('of a secret is known: %s', (name) => expect(looksSecret(name)).toBe(true));

  it.each([
    'key',
    'keys',
    'source',
    'game_id',
    'author',
    'monkey',
    'passed',
    'compass',
    'project',
    'null_values',
    'password_minimum',
  ])('of something else is not one: %s', (name) => expect(looksSecret(name)).toBe(false));
});

describe('a part of a secret', () => {
  it('is given away by four of its letters in a row, or by all of a shorter one', () => {
    expect(givesAway('found `hunt` here', secret)).toBe(true);
    expect(givesAway('found `hun` here', secret)).toBe(false);
    expect(givesAway('expected 123 at least', '123')).toBe(true);
    expect(givesAway('anything', '')).toBe(false);
  });
});

it('a password in a URL is left out, and nothing else', () => {
  expect(withoutUrlPassword('postgres://pitwall:hunter2@db:5432/state?sslmode=require')).toBe(
    'postgres://pitwall:(hidden)@db:5432/state?sslmode=require',
  );
  for (const text of ['https://example.org:8080/a@b', 'data/a:b@c.csv', 's3://bucket/a:b@c']) {
    expect(withoutUrlPassword(text)).toBe(text);
  }
});

describe('a file of a secret', () => {
  it('is read without its last line break, from the folder of the configuration, with other text around it', async () => {
    const { load, cwd } = configIn({
      'conf/pitwall.yaml': `project: "a \${file:secrets/name} b"\ndatasets: { games: { source: "\${file:secrets/lines}" } }`,
      'conf/secrets/name': 'league\r\n',
      'conf/secrets/lines': 'a.csv\n\n',
      absolute: '007\n',
    });
    expect((await load({}, 'conf/pitwall.yaml'))?.config).toMatchObject({
      project: 'a league b',
      datasets: { games: { source: ['a.csv\n'] } },
    });
    writeFileSync(join(cwd, 'conf/pitwall.yaml'), `project: \${file:${cwd}/absolute}`);
    expect((await load({}, 'conf/pitwall.yaml'))?.config.project).toBe('007');
  });

  it('may be a link, as in Kubernetes', async () => {
    const { load, cwd } = configIn({ 'pitwall.yaml': `project: \${file:link}`, '..data': 'linked' });
    symlinkSync('..data', join(cwd, 'link'));
    expect((await load())?.config.project).toBe('linked');
  });

  it.each([
    ['absent', 'it is not there'],
    ['folder', 'it is not a file'],
    ['empty', 'it is empty'],
    ['binary', 'it is not UTF-8 text'],
    ['large', 'it is larger than 1 MiB'],
    ['/dev/null', 'it is not a file'],
    ['folder/inside/deeper', 'it is not there'],
    ['a\u0000b', ''],
  ])('is a mistake at its place: %j', async (path, reason) => {
    const { mistakes, cwd } = configIn({
      'pitwall.yaml': `datasets:\n  games: { source: "\${file:${path.replace('\u0000', '\\0')}}" }\n`,
      'folder/inside': secret,
      empty: '\n',
      large: secret.repeat(60_000),
    });
    writeFileSync(join(cwd, 'binary'), Uint8Array.of(0xff, 0xfe, 0x68));
    const said = await mistakes();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^pitwall\.yaml:2:20 config\.variable: the file of \$\{file:.*\} cannot be used: /);
    expect(said[0]).toContain(reason);
    expect(said[0]).not.toContain('hunter2');
  });

  it('is told together with variables that are not set or are none', async () => {
    const { mistakes } = configIn({
      'pitwall.yaml': `project: "\${file:absent} \${env:ABSENT} \${env:1ST} \${env:}"`,
    });
    expect(await mistakes()).toEqual([
      expect.stringContaining(`\${file:absent}`),
      expect.stringContaining('ABSENT is not set'),
      expect.stringContaining(`expected the name of a variable, found \${env:1ST}`),
      expect.stringContaining(`expected the name of a variable, found \${env:}`),
    ]);
  });
});

/** Each takes the secret in another way, to another kind of key; all of them are refused. */
const refused: [name: string, line: string, env?: Record<string, string>][] = [
  ['an enumeration', `source: a, format: "\${env:S}"`],
  ['a number', `source: a, contract: { duplicates: "\${file:s}" }`],
  ['a yes or no', `source: a, contract: { strict: "\${env:S}" }`],
  ['a text with a length', `source: a, delimiter: "\${file:s}"`],
  ['a duration', `source: a, contract: { columns: { a: date }, freshness: { column: a, within: "\${env:S}" } }`],
  ['a pattern', `source: a, contract: { columns: { a: { type: string, pattern: "(\${env:S}" } } }`],
  ['an expression', `source: a, contract: { columns: { a: string }, rules: ["a = \${env:S}"] }`],
  ['a limit of a column', `source: a, contract: { columns: { a: { type: date, min: "\${file:s}" } } }`],
  ['an inner part of a text', `source: a, encoding: "x-\${env:S}-y"`],
  ['a type in a short form', `source: a, contract: { columns: { a: "\${env:S}" } }`],
  ['false alarms', `source: a, drift: { false_alarms: "\${env:S}" }`],
  ['a default', `source: a, format: "\${env:NOT:-${secret}}"`],
  ['a variable of a name that looks secret', 'source: a', { PITWALL__datasets__api_key__format: secret }],
  ['a variable', 'source: a', { PITWALL__datasets__games__format: secret }],
];

describe('a secret is in no message', () => {
  it('about another key that quotes it', () => {
    const texts = [{ path: ['project'], text: secret, secrets: [secret, 'a'], written: `\${env:S}` }];
    const origin = { documents: [], overrides: [], texts };
    expect(conceal(origin, ['datasets'], `there is no dataset ${secret} here`)).toBe(
      `there is no dataset \${env:S} here`,
    );
    expect(conceal(origin, ['project'], 'found `hunt`')).toBe(`what \${env:S} stands for is not accepted here`);
    expect(conceal(origin, ['datasets'], 'found `hunt`')).toBe('found `hunt`');
  });

  it.each(refused)('about %s', async (_, line, env) => {
    const { load } = configIn({ 'pitwall.yaml': `datasets: { games: { ${line} } }`, s: `${secret}\n` });
    const error: unknown = await load({ S: secret, ...env }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof PitwallError)) throw new Error(`expected a mistake, found ${String(error)}`);
    for (const one of [error, ...error.more]) {
      const everything = JSON.stringify([one.message, one.problem, one.fix, one.place, one.code]);
      for (const part of ['hunter', 'correct', 'horse'])
        expect(everything.replaceAll(`:-${secret}`, '')).not.toContain(part);
    }
  });
});

describe('a secret is in no setting', () => {
  it.each([false, true])('effective: %s', async (effective) => {
    const { load } = configIn({
      'pitwall.yaml': `project: "\${env:S}"
datasets:
  games:
    source: "\${file:s}"
    null_values: ["\${env:S}", NA]
    contract:
      description: postgres://pitwall:${secret}@db/games
      columns:
        a: { type: string, in: ["\${env:S}"], pattern: ".*\${env:S}.*" }
      rules: ["a <> '\${file:s}'"]
  odds: { source: ["data/\${file:s}.csv"], contract: { columns: { a: string } } }
  secrets: { source: a }
models:
  picker: { task: binary, predictions: "\${env:S}", prediction: "\${env:S}", label: y }
`,
      s: secret,
    });
    const env = {
      S: secret,
      PITWALL__datasets__secrets__null_values: secret,
      PITWALL__models__picker__segments__ignore: `https://me:${secret}@example.org,b`,
    };
    const loaded = await load(env, undefined, { set: [`datasets.secrets.contract.description=${secret}`] });
    if (!loaded) throw new Error('nothing was loaded');
    const settings = listSettings(settingsOf(loaded, { effective }));
    expect(JSON.stringify(settings)).not.toContain('hunter');
    const shown = (...path: (string | number)[]) =>
      settings.find((setting) => JSON.stringify(setting.path) === JSON.stringify(path))?.value;
    expect(shown('project')).toBe(`\${env:S}`);
    expect(shown('datasets', 'games', 'source')).toEqual(`\${file:s}`);
    expect(shown('datasets', 'games', 'null_values')).toEqual([`\${env:S}`, 'NA']);
    expect(shown('datasets', 'odds', 'source')).toEqual([`data/\${file:s}.csv`]);
    expect(shown('datasets', 'secrets', 'null_values')).toBe('(hidden)');
    expect(shown('datasets', 'secrets', 'contract', 'description')).toBe('(hidden)');
    expect(shown('models', 'picker', 'segments', 'ignore')).toEqual(['https://me:(hidden)@example.org', 'b']);
    // What is in force is the secret itself.
    expect(loaded.config.project).toBe(secret);
  });
});
