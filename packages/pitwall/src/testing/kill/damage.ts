import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openDatabase } from '../../events/database.ts';
import { openState } from '../../state/open.ts';
import type { Place } from './place.ts';
import { count } from './results.ts';
import type { RoundOptions } from './round.ts';
import { tear } from './tear.ts';

/** Tears what was written last and proves to nobody that it was on the disk. */
export async function damage({ plan, place, results }: RoundOptions): Promise<void> {
  if (plan.tears.length === 0 || !existsSync(join(place.data, 'state.db'))) return;
  const durable = Math.max(place.book.lastPosition, ...(await withCopy(place, [lastAudited, lastApplied])));
  for (const kind of plan.tears) {
    if (tear(kind, { folder: place.data, durable, next: plan.next })) count(results.tears, kind);
  }
}

/** In a copy, so that everything stays as it was left. */
async function withCopy<Result>(
  { data, folder }: Place,
  looks: readonly ((copy: string) => Promise<Result>)[],
): Promise<readonly Result[]> {
  const copy = join(folder, 'copy');
  mkdirSync(copy, { recursive: true });
  try {
    for (const name of ['state.db', 'state.db-wal', 'events/events.duckdb', 'events/events.duckdb.wal'])
      if (existsSync(join(data, name))) cpSync(join(data, name), join(copy, basename(name)));
    return await Promise.all(looks.map((look) => look(copy)));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The audit speaks of a batch only once its record was synced. */
async function lastAudited(copy: string): Promise<number> {
  const state = await openState({ folder: copy }, { now: () => 0 });
  try {
    const rows = await state.db.selectFrom('audit').select('input').orderBy('seq', 'desc').limit(500).execute();
    const positions = rows.map(({ input }) => (JSON.parse(input) as { readonly position?: number }).position ?? 0);
    return Math.max(0, ...positions);
  } finally {
    await state.close();
  }
}

/** And so does the database. */
async function lastApplied(copy: string): Promise<number> {
  const database = await openDatabase({ path: join(copy, 'events.duckdb'), scratch: join(copy, 'spill') });
  database.close();
  return database.applied;
}
