import type { Context } from '../../server/context.ts';
import { flushAtOnce, groupsOfAlerts } from '../../state/alert-group-table.ts';
import { silenceTold, untoldSilences } from '../../state/alert-silence-table.ts';
import type { Tx } from '../../state/state.ts';
import { createSilencer } from '../quiet/silence.ts';
import { allOpen } from './open-alerts.ts';
import { readableSilences } from './quiet.ts';

/** Whoever forgot a silence is told when it is over, where something still fires that it kept quiet. */
export async function endSilences(tx: Tx, { state }: Context, now: number): Promise<void> {
  const ended = await untoldSilences(tx, now);
  if (ended.length === 0) return;
  const silencer = createSilencer(
    readableSilences(ended, now).map((silence) => ({ ...silence, startsAt: 0, endsAt: null, schedule: null })),
    now,
  );
  const kept = (await allOpen(state, tx)).filter(({ labels }) => silencer.on(labels).length > 0);
  await flushAtOnce(
    tx,
    await groupsOfAlerts(
      tx,
      kept.map(({ id }) => id),
    ),
    { at: now, because: 'silence_ended' },
  );
  for (const { id } of ended) await silenceTold(tx, { id, at: now });
}
