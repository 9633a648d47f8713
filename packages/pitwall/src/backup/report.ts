import type { Workplace } from '../server/context.ts';
import { listAudit } from '../state/audit-table.ts';
import { backupFolderOf, type KeptBackup, lastGood, listBackups } from './folder.ts';

export interface LastDrill {
  readonly at: number;
  readonly backup: string;
  readonly passed: boolean;
  readonly milliseconds: number;
  readonly problems: readonly string[];
}

/** What there is, and what it is good for. */
export interface BackupReport {
  readonly backups: readonly KeptBackup[];
  /** What would be lost now: the age of the last good backup; null where there is none. */
  readonly recoveryPointMilliseconds: number | null;
  /** How long it took to be there again, in the last drill that passed; null where there was none. */
  readonly recoveryTimeMilliseconds: number | null;
  readonly drill: LastDrill | null;
}

export async function reportBackups(workplace: Workplace): Promise<BackupReport> {
  const { state, world, config } = workplace;
  const backups = (await listBackups(backupFolderOf(workplace))).filter(
    ({ manifest }) => manifest.project === config.project,
  );
  const newest = lastGood(backups, config.project);
  const { items } = await listAudit(state.db, { verb: 'backup.drill', outcome: 'done', limit: 20 });
  const drills = items.map(({ at, input }) => drillOf(at, input)).filter((drill) => drill !== undefined);
  return {
    backups,
    recoveryPointMilliseconds: newest ? Math.max(0, world.now() - Date.parse(newest.manifest.made)) : null,
    recoveryTimeMilliseconds: drills.find(({ passed }) => passed)?.milliseconds ?? null,
    drill: drills[0] ?? null,
  };
}

function drillOf(at: number, input: unknown): LastDrill | undefined {
  const { backup, passed, milliseconds, problems } = input as Partial<Record<string, unknown>>;
  if (typeof backup !== 'string' || typeof passed !== 'boolean' || typeof milliseconds !== 'number') return undefined;
  return { at, backup, passed, milliseconds, problems: Array.isArray(problems) ? problems.map(String) : [] };
}
