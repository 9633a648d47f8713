/**
 * Brings in what tests need beyond npm: Chromium for the pages, PostgreSQL for the state store, Prometheus and Alertmanager
 * as neighbours. Used where they are, installed from Debian's packages where that is possible; where not, the tests that
 * need them are skipped and say so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const apt = (...args) =>
  spawnSync('apt-get', ['-qq', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

const chromiums = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const debian = '/usr/lib/postgresql';
const servers = [
  process.env.POSTGRES_BIN,
  ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []),
];

const needs = [
  {
    name: 'Chromium',
    package: 'chromium',
    purpose: 'the tests of the report',
    variable: 'CHROMIUM_PATH',
    there: chromiums.some((place) => place && existsSync(place)),
  },
  {
    name: 'PostgreSQL',
    package: 'postgresql',
    purpose: 'the tests of the state store',
    variable: 'POSTGRES_BIN',
    there: servers.some((place) => place && existsSync(join(place, 'initdb'))),
  },
  {
    name: 'Prometheus',
    package: 'prometheus',
    purpose: 'the tests of /metrics and its rules',
    variable: 'PATH',
    there: has('prometheus') && has('promtool'),
  },
  {
    name: 'Alertmanager',
    package: 'prometheus-alertmanager',
    purpose: 'the tests of alerts that go to others and come from them',
    variable: 'PATH',
    there: has('prometheus-alertmanager') && has('amtool'),
  },
];

const missing = needs.filter(({ there }) => !there);
const installs = process.getuid?.() === 0 && has('apt-get');
const updated = installs && missing.length > 0 && apt('update');

for (const { name, package: wanted, purpose, variable } of missing) {
  if (!installs) {
    process.stderr.write(
      `There is no ${name} here: the tests that need it are skipped. Install it, or set ${variable}.\n`,
    );
    continue;
  }
  process.stderr.write(`Installing ${wanted} for ${purpose}…\n`);
  if (!(updated && apt('install', '-y', '--no-install-recommends', wanted))) {
    process.stderr.write(`${name} could not be installed: the tests that need it are skipped.\n`);
  }
}
