import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, exists } from './data.ts';

const execute = promisify(execFile);

/** NannyML, with what it needs of others. */
export const nannyml = ['nannyml==0.13.1', 'pandas==2.3.3', 'statsmodels==0.15.0', 'pyarrow==26.0.1'] as const;

/** What is imported by another name than it is installed by. */
const modules: Readonly<Record<string, string>> = { 'scikit-learn': 'sklearn' };

export const peerFile = (name: string): string => join(import.meta.dirname, 'peers', name);

/** A Python of its own for these packages, made unless it is there; or why there is none. */
export async function installPython(
  packages: readonly string[],
  progress: (text: string) => void,
): Promise<{ readonly program: string } | { readonly missing: string }> {
  const name = packages
    .join('-')
    .replaceAll('==', '-')
    .replaceAll(/[[\]<>=]/g, '_');
  const environment = join(cacheFolder, `python-${name}`);
  const [program, ready] = [join(environment, 'bin/python'), join(environment, 'ready')];
  if (await exists(ready)) return { program };
  progress(`installing ${packages.join(', ')}`);
  try {
    await execute('python3', ['-m', 'venv', '--clear', environment]);
    await execute(program, ['-m', 'pip', 'install', '--quiet', ...packages]);
    // What they need themselves may have moved on without them; that shows here, not after all has been measured.
    const imports = packages.map((one) => one.replace(/[[=].*/, '')).map((name) => modules[name] ?? name);
    await execute(program, ['-c', `import ${imports.join(', ')}; open(${JSON.stringify(ready)}, 'w').close()`]);
    return { program };
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    return { missing: `Python with ${packages.join(', ')} could not be installed (${why})` };
  }
}
