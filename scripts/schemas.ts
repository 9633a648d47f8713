/** Writes the published JSON Schemas from the zod schemas that validate: `npm run schemas`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { publishedSchemas } from './published-schemas.ts';

for (const { path, text } of publishedSchemas()) {
  await mkdir(new URL(`../${path.slice(0, path.lastIndexOf('/'))}`, import.meta.url), { recursive: true });
  await writeFile(new URL(`../${path}`, import.meta.url), text);
}
