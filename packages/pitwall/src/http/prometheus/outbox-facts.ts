import { sql } from 'kysely';
import type { Server } from '../../server/open.ts';
import { subjectOfComponent } from '../../server/subjects.ts';
import { type Fact, factsOf } from './fact.ts';

const fact = factsOf({ verb: 'metric.read', subject: subjectOfComponent('server') });

/** What waits to be told, what was given up, and which channels rest. */
export async function outboxFacts({ state, world }: Pick<Server, 'state' | 'world'>): Promise<readonly Fact[]> {
  const now = world.now();
  const waiting = await state.db
    .selectFrom('delivery')
    .select((row) => ['channel', row.fn.countAll().as('count'), row.fn.min('made_at').as('oldest')])
    .where('ended_at', 'is', null)
    .groupBy('channel')
    .execute();
  const dead = await state.db
    .selectFrom('delivery')
    .select((row) => ['channel', row.fn.countAll().as('count')])
    .where('state', '=', 'dead')
    .groupBy('channel')
    .execute();
  const channels = await state.db.selectFrom('delivery_channel').select(['channel', 'open_until']).execute();
  // a channel of which nothing waits is 0 and not gone
  const names = new Set([...waiting, ...dead, ...channels].map(({ channel }) => channel));
  const age = (oldest: number | null | undefined): number =>
    typeof oldest === 'number' ? Math.max(0, now - oldest) / 1_000 : 0;
  return [
    ...[...names].flatMap((channel) => {
      const own = waiting.find((row) => row.channel === channel);
      return [
        fact('pitwall_outbox_waiting', Number(own?.count ?? 0), { channel }),
        fact('pitwall_outbox_oldest_seconds', age(own && Number(own.oldest)), { channel }),
        fact('pitwall_outbox_dead', Number(dead.find((row) => row.channel === channel)?.count ?? 0), { channel }),
      ];
    }),
    ...channels.map(({ channel, open_until: until }) =>
      fact('pitwall_channel_open', until !== null && until > now ? 1 : 0, { channel }),
    ),
    ...(await silenceFacts({ state, world })),
  ];
}

async function silenceFacts({ state, world }: Pick<Server, 'state' | 'world'>): Promise<readonly Fact[]> {
  const now = world.now();
  const rows = await state.db
    .selectFrom('alert_silence')
    .select((row) => [
      row
        .case()
        .when('starts_at', '>', now)
        .then(sql.lit('pending'))
        .when('ends_at', '<=', now)
        .then(sql.lit('expired'))
        .else(sql.lit('active'))
        .end()
        .as('state'),
      row.fn.countAll().as('count'),
    ])
    .groupBy('state')
    .execute();
  return ['active', 'pending', 'expired'].map((name) =>
    fact('pitwall_silences', Number(rows.find((row) => row.state === name)?.count ?? 0), { state: name }),
  );
}
