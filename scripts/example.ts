/** Writes examples/courtside anew from its generator: `npm run example`. */
import { rm } from 'node:fs/promises';
import { writeDemoBaseline } from '../packages/pitwall/src/cli/demo-baseline.ts';
import { loadConfig } from '../packages/pitwall/src/config/load.ts';
import { courtsideFiles, writeCourtside } from '../packages/pitwall/src/demo/index.ts';

const folder = 'examples/courtside';
for (const { path } of courtsideFiles()) await rm(`${folder}/${path}`, { force: true });
await writeCourtside(folder);
const loaded = await loadConfig({ file: 'pitwall.yaml', cwd: folder, env: {} });
if (!loaded) throw new Error('the example has a configuration');
await writeDemoBaseline(loaded.config, folder);
