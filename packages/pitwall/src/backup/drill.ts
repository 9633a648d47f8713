import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KyselyPlugin } from 'kysely';
import { PitwallError } from '../core/errors.ts';
import { countModels } from '../events/snapshot.ts';
import { openEvents } from '../events/store.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { migrations } from '../state/migrations/list.ts';
import { openState } from '../state/open.ts';
import { openStateSnapshot } from '../state/snapshot.ts';
import { makeFolder } from './folder.ts';
import type { Manifest } from './manifest.ts';
import { compareModels, restoreBackup } from './restore.ts';
import type { Sealing } from './sealing.ts';
import { differenceOf, linesOfState } from './state-lines.ts';

export interface DrillOptions {
  /** The folder of the backup. */
  readonly backup: string;
  /** Where it is restored to; gone afterwards. Nobody else uses it. */
  readonly scratch: string;
  readonly sealingOf: (manifest: Manifest) => Promise<Sealing>;
  readonly world: { now(): number; random(bytes: number): Buffer };
  readonly pause: () => Promise<void>;
}

export interface DrillResult {
  /** From nothing to a data directory that was opened and looked through. */
  readonly milliseconds: number;
  /** What is not as it was when the backup was made; none where all is. */
  readonly problems: readonly string[];
}

/** Beside a server there is memory for one such database, not for two. */
const memory = '256MB';

/** Restores a backup on trial, opens what came of it, and holds it against the manifest. */
export async function drillBackup(options: DrillOptions): Promise<DrillResult> {
  const { scratch, world, backup, sealingOf, pause } = options;
  const begun = world.now();
  await rm(scratch, { recursive: true, force: true });
  await makeFolder(scratch);
  const data = join(scratch, 'data');
  try {
    const { manifest } = await restoreBackup({ backup, data, sealingOf, world, pause, memory, trial: true });
    const problems = [...(await stateProblems(data, manifest, world)), ...(await eventProblems(data, manifest))];
    return { milliseconds: Math.max(0, world.now() - begun), problems };
  } catch (error) {
    if (!(error instanceof PitwallError) || !isOfBackup(error)) throw error;
    return { milliseconds: Math.max(0, world.now() - begun), problems: [error.problem] };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What says that the backup is of no use; the rest says that the drill could not be made. */
const isOfBackup = ({ code }: PitwallError): boolean =>
  code === 'backup.damaged' ||
  code === 'backup.missing' ||
  code === 'backup.newer' ||
  code === 'state.corrupt' ||
  code === 'state.changed' ||
  code === 'events.damaged' ||
  code === 'events.database' ||
  code === 'secret.key_missing';

async function stateProblems(
  data: string,
  { state: expected }: Manifest,
  world: DrillOptions['world'],
): Promise<readonly string[]> {
  const state = await openState({ folder: data }, { now: () => world.now() });
  try {
    const snapshot = await openStateSnapshot(state, join(data, 'state.db'));
    try {
      const lines = linesOfState(snapshot, snapshot.tables);
      for await (const _ of lines.lines()) await nextTurn();
      // rows that a newer schema moved are others; that they came back whole was seen when they were read
      const isOurs = expected.schema.length === migrations.length;
      const difference = isOurs ? differenceOf(expected.tables, lines.counts()) : undefined;
      const verdict = await verifyChain(state.db.withPlugin(betweenTurns), { head: expected.audit });
      return [
        ...(difference === undefined ? [] : [difference]),
        ...(verdict.sound ? [] : [`the audit chain is broken at entry ${verdict.seq}: ${verdict.problem}`]),
      ];
    } finally {
      await snapshot.close();
    }
  } finally {
    await state.close();
  }
}

async function eventProblems(data: string, { events: expected }: Manifest): Promise<readonly string[]> {
  const events = await openEvents({ folder: join(data, 'events'), memory });
  try {
    const difference = compareModels(expected.models, await countModels(events.reader));
    return difference === undefined ? [] : [difference];
  } finally {
    await events.close();
  }
}

/** SQLite works in our thread: after each query others have their turn. */
const betweenTurns: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  async transformResult({ result }) {
    await nextTurn();
    return result;
  },
};
