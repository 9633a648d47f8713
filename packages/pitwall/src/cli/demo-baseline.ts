import { settingsOf } from '../check.ts';
import type { Config } from '../config/schema.ts';
import { demoNow } from '../demo/index.ts';
import { baselinePath, createBaseline, writeBaseline } from '../drift/index.ts';
import { declaredBy, inferTypes, withTable } from './baselines.ts';

/** What the week is compared with: the season that the model learnt from. */
export async function writeDemoBaseline(config: Config, folder: string): Promise<void> {
  const [dataset, reference] = ['games', 'reference'].map((name) => settingsOf(config, name));
  const name = dataset?.baseline;
  if (!dataset || !reference || name === undefined)
    throw new Error('the example has a season and a week that is compared with it');
  const baseline = await withTable({ paths: reference.source, folder, options: {} }, (table) =>
    createBaseline(table, {
      name,
      dataset: 'games',
      declared: declaredBy(dataset),
      infer: inferTypes,
      now: new Date(demoNow),
    }),
  );
  await writeBaseline(baselinePath(name, folder), baseline, name);
}
