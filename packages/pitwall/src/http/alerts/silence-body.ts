import type { Silence } from '@pitwall/sdk';
import { allOpen } from '../../alerts/engine/open-alerts.ts';
import { silenceOf } from '../../alerts/engine/quiet.ts';
import { silenceState } from '../../alerts/quiet/silence.ts';
import { matches } from '../../alerts/routing/matcher.ts';
import { missingSilence } from '../../alerts/verbs/subject-of-silence.ts';
import { getSilence, type StoredSilence } from '../../state/alert-silence-table.ts';
import { momentText } from '../page-query.ts';
import type { Reply, RouteRequest } from '../route.ts';
import { mayReadAlert } from './alert-seen.ts';

type Asked = Pick<RouteRequest<unknown, unknown>, 'server' | 'context'>;

export async function silenceBodies(
  { server: { state, world }, context: { actor } }: Asked,
  silences: readonly StoredSilence[],
): Promise<readonly Silence[]> {
  const open = (await allOpen(state, state.db)).filter(({ subject }) => mayReadAlert(actor, subject));
  return silences.map((silence) => {
    const { id, matchers, reason, author, startsAt, endsAt, madeAt } = silence;
    const read = silenceOf(silence);
    return {
      id,
      matchers,
      reason,
      by: author,
      startsAt: momentText(startsAt),
      endsAt: endsAt === null ? null : momentText(endsAt),
      again: read.schedule,
      state: silenceState(read, world.now()),
      madeAt: momentText(madeAt),
      matching: open.filter(({ labels }) => matches(read.matchers, labels)).length,
    };
  });
}

/** One as it is now, for whoever may see it or did this to it. */
export async function silenceReply(asked: Asked, id: string, status = 200): Promise<Reply> {
  const found = await getSilence(asked.server.state.db, id);
  const [json] = found ? await silenceBodies(asked, [found]) : [];
  if (!json) throw missingSilence();
  return { status, json };
}
