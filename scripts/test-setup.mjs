/**
 * Brings in what tests need beyond npm. Chromium, for the pages: used where it is, installed from Debian's packages
 * where that is possible; where not, the tests that need it are skipped and say so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

if (!places.some((place) => place && existsSync(place))) {
  if (process.getuid?.() === 0 && has('apt-get')) {
    process.stderr.write('Installing chromium for the tests of the report…\n');
    const apt = (...args) =>
      spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
    if (!(apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium'))) {
      process.stderr.write('Chromium could not be installed: the tests that need it are skipped.\n');
    }
  } else {
    process.stderr.write(
      'There is no Chromium here: the tests that need it are skipped. Install it, or set CHROMIUM_PATH.\n',
    );
  }
}
