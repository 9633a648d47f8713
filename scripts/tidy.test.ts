/** Our conventions, as tests: what is not checked here is a habit, not a rule. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from './published-schemas.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Files of the repository that are there: tracked, or new and not ignored. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

const isTest = (path: string): boolean => /\.(test|suite)\.ts$/.test(path) || path.includes('/testing/');
const product = files.filter((path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path) && !isTest(path));
const home = 'packages/pitwall/src/';

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports: Import[] = product.flatMap((from) =>
  [...read(from).matchAll(/(?:^|\n)\s*(?:import|export)\s(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/g)].map(
    (match) => ({
      from,
      to: resolveImport(from, match[2] ?? match[3] ?? ''),
      typeOnly: match[1] !== undefined,
    }),
  ),
);

function resolveImport(from: string, target: string): string {
  return target.startsWith('.') ? normalize(join(dirname(from), target)) : target;
}

/** The folder right below the product's source, or the file's own name where it stands there. */
const zoneOf = (path: string): string => path.slice(home.length).split('/')[0] ?? '';

const slices = ['contracts', 'drift', 'performance'];

/** Who may import whom, by folder. What runs the whole (cli, the doors) may import everything below. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: ['core', 'data'],
  data: ['data', 'core'],
  config: [
    'config',
    'core',
    'data',
    'slices.ts',
    'retention',
    'access',
    'audit',
    'secrets',
    'backup',
    'outward',
    'http',
    'privacy',
    'alerts',
  ],
  contracts: ['contracts', 'core', 'data', 'config'],
  drift: ['drift', 'core', 'data', 'version.ts'],
  performance: ['performance', 'core', 'data', 'contracts', 'drift'],
  state: ['state', 'core'],
  events: ['events', 'core', 'data'],
  permissions: ['permissions', 'core'],
  server: ['server', 'core', 'config', 'events', 'state', 'permissions', 'secrets', 'audit'],
  access: ['access', 'server', 'core', 'state', 'permissions', 'secrets', 'outward', 'jobs'],
  audit: ['audit', 'server', 'core', 'state', 'secrets', 'jobs'],
  secrets: ['secrets', 'server', 'core', 'state', 'jobs'],
  backup: ['version.ts', 'backup', 'server', 'core', 'state', 'events', 'secrets', 'audit', 'jobs'],
  outward: ['outward', 'core'],
  privacy: ['privacy', 'server', 'core', 'state', 'events', 'secrets', 'audit', 'access', 'jobs'],
  alerts: [
    'alerts',
    'server',
    'core',
    'config',
    'state',
    'jobs',
    'metrics',
    'outward',
    'secrets',
    'permissions',
    'version.ts',
  ],
  jobs: ['jobs', 'server', 'core', 'state'],
  metrics: ['metrics', 'server', 'core', 'state', 'jobs'],
  retention: ['retention', 'server', 'core', 'state', 'events', 'jobs', 'metrics', 'profiles'],
  profiles: ['privacy', 'profiles', 'server', 'core', 'data', 'contracts', 'drift', 'events', 'state', 'jobs'],
  monitors: [
    'privacy',
    'monitors',
    'server',
    'core',
    'data',
    'contracts',
    'drift',
    'performance',
    'events',
    'state',
    'jobs',
    'profiles',
    'metrics',
  ],
  http: [
    'http',
    'server',
    'core',
    'config',
    'events',
    'state',
    'jobs',
    'metrics',
    'profiles',
    'monitors',
    'retention',
    'permissions',
    'access',
    'audit',
    'secrets',
    'backup',
    'outward',
    'privacy',
    'alerts',
  ],
  demo: ['demo', 'core'],
  'slices.ts': ['contracts', 'drift', 'performance', 'monitors', 'privacy', 'core'],
  'control-room.ts': [
    'config',
    'jobs',
    'metrics',
    'monitors',
    'retention',
    'server',
    'access',
    'audit',
    'secrets',
    'backup',
    'privacy',
    'alerts',
    'outward',
  ],
  'check.ts': ['config', 'core', 'data', 'slices.ts', 'version.ts'],
  'evaluate.ts': ['check.ts', 'config', 'contracts', 'core', 'data', 'performance'],
  'library.ts': ['check.ts', 'config', 'core'],
  'schema-validator.ts': ['config', 'core', 'contracts', 'data'],
  'drift-detector.ts': ['config', 'core', 'contracts', 'data', 'drift'],
  'performance-monitor.ts': ['config', 'core', 'performance'],
  'alert-manager.ts': [],
  'index.ts': [
    'library.ts',
    'schema-validator.ts',
    'drift-detector.ts',
    'performance-monitor.ts',
    'alert-manager.ts',
    'contracts',
    'core',
  ],
  'version.ts': [],
};

describe('imports follow the arrows', () => {
  const own = imports.filter(({ from, to }) => from.startsWith(home) && to.startsWith(home));

  it('between the folders of the product', () => {
    const wrong = own.filter(({ from, to }) => {
      const allowed = arrows[zoneOf(from)];
      return allowed && !allowed.includes(zoneOf(to));
    });
    expect(wrong).toEqual([]);
  });

  it('into a slice only through its index', () => {
    const wrong = own.filter(
      ({ from, to }) =>
        slices.includes(zoneOf(to)) && zoneOf(from) !== zoneOf(to) && !to.endsWith(`${zoneOf(to)}/index.ts`),
    );
    expect(wrong).toEqual([]);
  });

  it('from a slice to the configuration only for reading documents', () => {
    const wrong = own.filter(
      ({ from, to }) =>
        slices.includes(zoneOf(from)) && zoneOf(to) === 'config' && !/config\/(document|validate)\.ts$/.test(to),
    );
    expect(wrong).toEqual([]);
  });

  it('from core to data only for types', () => {
    expect(
      own.filter(({ from, to, typeOnly }) => zoneOf(from) === 'core' && zoneOf(to) === 'data' && !typeOnly),
    ).toEqual([]);
  });

  it('to a slice named in no other place than the list of slices, the doors and the command line', () => {
    const knowing = new Set(
      own
        .filter(({ from, to }) => slices.includes(zoneOf(to)) && !slices.includes(zoneOf(from)))
        .map(({ from }) => zoneOf(from)),
    );
    expect(
      [...knowing].filter(
        (zone) =>
          ![
            'slices.ts',
            'index.ts',
            'evaluate.ts',
            'schema-validator.ts',
            'drift-detector.ts',
            'performance-monitor.ts',
            'monitors',
            'profiles',
            'cli',
          ].includes(zone),
      ),
    ).toEqual([]);
  });

  it('to nobody from the numbers and the nouns, but zod', () => {
    const wrong = imports.filter(
      ({ from, to }) => /^packages\/(stats|sdk)\//.test(from) && !to.startsWith('packages/') && to !== 'zod',
    );
    expect(wrong).toEqual([]);
    expect(imports.filter(({ from, to }) => from.startsWith('packages/stats/') && to === 'zod')).toEqual([]);
  });

  it('only to packages that the importing package declares', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (to.startsWith('packages/') || to.startsWith('node:')) return false;
      const declared = JSON.parse(read(`${from.split('/').slice(0, 2).join('/')}/package.json`)) as {
        dependencies?: Record<string, string>;
      };
      const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : (to.split('/')[0] ?? '');
      return declared.dependencies?.[name] === undefined;
    });
    expect(wrong).toEqual([]);
  });
});

describe('every slice has the same anatomy', () => {
  it.each(slices)('%s', (slice) => {
    for (const file of ['index.ts', 'config.ts'])
      expect(files, `${slice} lacks ${file}`).toContain(`${home}${slice}/${file}`);
    expect(read(`${home}${slice}/index.ts`)).toMatch(/defineSlice\(\{/);
    expect(
      files.some((path) => path.startsWith(`${home}${slice}/checks/`)),
      `${slice} has no checks/`,
    ).toBe(true);
    expect(read(`${home}slices.ts`)).toContain(`'./${slice}/index.ts'`);
  });
});

/** Where the world comes in: the process itself, and the doors of the library, as defaults of a parameter. */
const edges = [
  `${home}cli/process.ts`,
  `${home}cli/progress.ts`,
  `${home}library.ts`,
  `${home}schema-validator.ts`,
  `${home}drift-detector.ts`,
  `${home}performance-monitor.ts`,
  `${home}server/world.ts`,
];

describe('no source file', () => {
  const found = (pattern: RegExp, except: readonly string[] = []): string[] =>
    product
      .filter((path) => !except.includes(path))
      .flatMap((path) => (pattern.test(withoutComments(read(path))) ? [path] : []));

  it('reads a clock or draws a random number inside a decision', () => {
    expect(found(/Math\.random\(|Date\.now\(|new Date\(\)|performance\.now\(|randomUUID|randomBytes/, edges)).toEqual(
      [],
    );
  });

  it('writes to the console, or to the terminal but from the command line', () => {
    expect(found(/\bconsole\./)).toEqual([]);
    expect(
      found(/process\.(stdout|stderr|exit)\b/, [
        `${home}cli/process.ts`,
        `${home}cli/lifetime.ts`,
        `${home}cli/commands/up/signals.ts`,
        `${home}cli.ts`,
        // one of its channels is the console
        `${home}alert-manager.ts`,
      ]),
    ).toEqual([]);
  });

  it('asks anything elsewhere but through the one client that looks where it ends', () => {
    const opens =
      /import \{[^}]*\b(request|get|connect|createConnection)\b[^}]*\} from 'node:(http|https|http2|net|tls)'/;
    expect(
      found(opens, [
        `${home}outward/outward.ts`,
        `${home}outward/connect.ts`,
        // the server of this machine, whose certificate is known
        `${home}cli/connection/pinned-fetch.ts`,
      ]),
    ).toEqual([]);
    expect(
      found(/(?<![.\w])fetch\(|from 'undici'/, [
        // whoever uses the client says whom it asks
        'packages/sdk/src/client/client.ts',
        'packages/sdk/src/capture/capture.ts',
        // in the browser, and of the app itself
        `${home}http/home/script.ts`,
        `${home}http/listen.ts`,
        // one that it is given
        `${home}access/oidc/provider.ts`,
      ]),
    ).toEqual([]);
  });

  it('escapes the types or the linter, or puts something off', () => {
    const all = [...product, ...files.filter((path) => isTest(path) && path.endsWith('.ts'))].filter(
      (path) => path !== 'scripts/tidy.test.ts',
    );
    const pattern = /\bas any\b|@ts-(ignore|nocheck)|\b(TODO|FIXME)\b|not implemented/;
    expect(all.filter((path) => pattern.test(read(path)))).toEqual([]);
  });

  it('is longer than 300 lines', () => {
    expect(product.filter((path) => read(path).split('\n').length > 300)).toEqual([]);
  });

  it('belongs to nobody: shared, common, helpers, utils', () => {
    expect(files.filter((path) => /(^|\/)(shared|common|helpers?|misc|utils?)(\/|\.ts$)/.test(path))).toEqual([]);
  });
});

describe('no test', () => {
  const tests = files.filter((path) => path.endsWith('.test.ts') && path !== 'scripts/tidy.test.ts');

  it('is left out or hides others', () => {
    expect(tests.filter((path) => /\b(it|test|describe)\.(skip|only|todo)\(/.test(read(path)))).toEqual([]);
  });

  it('says whether it runs without saying why', () => {
    const silent = tests.filter(
      (path) => /\.(skipIf|runIf)\(/.test(read(path)) && !/\(skipped( where| as| when|:) /.test(read(path)),
    );
    expect(silent).toEqual([]);
  });

  it('depends on what a user does not have', () => {
    expect([...tests, ...product].filter((path) => /\.\.\/shared\/|\/work\/|\.library\//.test(read(path)))).toEqual([]);
  });
});

describe('what is published is current', () => {
  it.each(publishedSchemas())('$path', ({ path, text }) => {
    expect(existsSync(join(root, path)), `run: npm run schemas`).toBe(true);
    expect(read(path), 'run: npm run schemas').toBe(text);
  });

  it('all packages have the version of the whole, and ask for it from each other', () => {
    const version = (JSON.parse(read('package.json')) as { version: string }).version;
    for (const path of files.filter((file) => /^packages\/[^/]+\/package\.json$/.test(file))) {
      const manifest = JSON.parse(read(path)) as { version: string; dependencies?: Record<string, string> };
      expect(manifest.version, path).toBe(version);
      for (const [name, wanted] of Object.entries(manifest.dependencies ?? {})) {
        if (name.startsWith('@pitwall/')) expect(wanted, `${name} in ${path}`).toBe(version);
      }
    }
  });
});

describe('errors', () => {
  const codes = [...read(`${home}core/errors.ts`).matchAll(/^ {2}'([a-z_]+\.[a-z_]+)',$/gm)].map(
    ([, code]) => code ?? '',
  );

  it('have codes that are all used', () => {
    const source = product
      .filter((path) => !path.endsWith('core/errors.ts'))
      .map(read)
      .join('\n');
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });
});

/** Good enough for our own code, in which no text holds the start of a comment. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
