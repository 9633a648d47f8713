/** Writes examples/courtside anew from its generator: `npm run example`. */
import { rm } from 'node:fs/promises';
import { courtsideFiles, writeCourtside } from '../packages/pitwall/src/demo/index.ts';

const folder = 'examples/courtside';
for (const { path } of courtsideFiles()) await rm(`${folder}/${path}`, { force: true });
await writeCourtside(folder);
