/** Writes the generated parts of docs/reference anew: `npx tsx --conditions=source scripts/reference.ts`. */
import { writeFileSync } from 'node:fs';
import { referencePages } from './reference-pages.ts';

for (const { path, text } of referencePages()) writeFileSync(new URL(`../${path}`, import.meta.url), text);
