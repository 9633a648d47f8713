import type { Context } from '../server/context.ts';
import { listAudit } from '../state/audit-table.ts';
import { listBaselines, readBaselineBody } from '../state/baseline-table.ts';
import { columnsOf } from './columns.ts';

/** What an erasure does not reach: it is said, so that somebody can see to it. */
export async function leftOf({ state, config }: Context): Promise<readonly string[]> {
  const found: string[] = [];
  for (const model of Object.keys(config.models)) {
    const columns = new Set(columnsOf(config, model));
    if (columns.size === 0) continue;
    for (const { version } of await listBaselines(state.db, model)) {
      const content = (await readBaselineBody(state.db, model, version)) as
        | { columns?: { name?: string }[] }
        | undefined;
      const counted = (content?.columns ?? []).flatMap(({ name }) =>
        name !== undefined && columns.has(name) ? [name] : [],
      );
      if (counted.length > 0) {
        found.push(
          `version ${version} of the baseline of ${model}, and profiles on it, count values of ${counted.join(', ')}: made before these were declared personal`,
        );
      }
    }
  }
  if (state.engine === 'postgres')
    found.push('Postgres keeps rows that were overwritten until its vacuum, and in its log');
  return found;
}

/** What copies there may be from before. */
export async function backupsOf({ state, config }: Context) {
  const { items } = await listAudit(state.db, { verb: 'backup.make', outcome: 'done', limit: 1 });
  const [last] = items;
  const { backup } = config as { readonly backup?: { readonly keep?: number | string } };
  return {
    last: last ? new Date(last.at).toISOString() : null,
    kept: !last
      ? 'no backup was made by this server'
      : typeof backup?.keep === 'number'
        ? `until ${backup.keep} newer ones were made`
        : `for ${backup?.keep ?? 'as long as somebody keeps them'}`,
  };
}
