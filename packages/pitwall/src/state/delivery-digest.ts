import { sql } from 'kysely';
import type { Json } from './canonical-json.ts';
import { toldBy, unleased } from './delivery-table.ts';
import type { Tx } from './state.ts';

/** Messages that wait, to be told in one. Tests are never among them. */
export interface DigestQuery {
  readonly channel: string;
  /** Only those that were too old at this moment, and what was told in one already; all where it is null. */
  readonly expiredAt: number | null;
}

/** What is told to one target. Of each thread the last message counts. */
export interface DigestPart {
  readonly target: string;
  readonly threads: readonly { readonly kind: string; readonly severity: string; readonly count: number }[];
  /** Payloads of the worst of them. */
  readonly worst: readonly Json[];
  /** Payloads of what was told in one already, and did not arrive either. */
  readonly earlier: readonly Json[];
}

const rank = sql`case delivery.severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end`;

function matching({ channel, expiredAt }: DigestQuery) {
  const all = sql`delivery.state = 'waiting' and delivery.kind <> 'test' and delivery.channel = ${channel}`;
  if (expiredAt === null) return sql<boolean>`(${all})`;
  return sql<boolean>`(${all} and (delivery.kind = 'digest' or delivery.expires_at <= ${expiredAt}))`;
}

/** What each target would be told. */
export async function readDigest(tx: Tx, query: DigestQuery, mostShown: number): Promise<readonly DigestPart[]> {
  const set = matching(query);
  const targets = await tx.selectFrom('delivery').select('target').distinct().where(set).orderBy('target').execute();
  const parts: DigestPart[] = [];
  for (const { target } of targets) {
    const ofTarget = tx.selectFrom('delivery').where(set).where('delivery.target', '=', target);
    const last = ofTarget
      .where('delivery.kind', '<>', 'digest')
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('delivery as later')
              .select('later.id')
              .whereRef('later.channel', '=', 'delivery.channel')
              .whereRef('later.target', '=', 'delivery.target')
              .whereRef('later.thread', '=', 'delivery.thread')
              .whereRef('later.seq', '>', 'delivery.seq')
              .where('later.state', '=', 'waiting'),
          ),
        ),
      );
    const threads = await last
      .select(['delivery.kind', 'delivery.severity', sql<number>`count(*)`.as('count')])
      .groupBy(['delivery.kind', 'delivery.severity'])
      .execute();
    const worst = await last
      .select('delivery.payload')
      .orderBy(sql`case when delivery.kind = 'resolved' then 1 else 0 end`)
      .orderBy(rank)
      .orderBy('delivery.seq')
      .limit(mostShown)
      .execute();
    const earlier = await ofTarget
      .where('delivery.kind', '=', 'digest')
      .select('delivery.payload')
      .orderBy('delivery.seq')
      .execute();
    parts.push({
      target,
      threads: threads.map(({ kind, severity, count }) => ({ kind, severity, count: Number(count) })),
      worst: worst.map(({ payload }) => JSON.parse(payload) as Json),
      earlier: earlier.map(({ payload }) => JSON.parse(payload) as Json),
    });
  }
  return parts;
}

/** They are over, and say by which message they were told. */
export async function setDigested(
  tx: Tx,
  query: DigestQuery & { readonly target: string; readonly digest: string; readonly now: number },
): Promise<void> {
  const { target, digest, now } = query;
  const done = { ...unleased, state: 'digested', ended_at: now, last_error: toldBy(digest) } as const;
  await tx
    .updateTable('delivery')
    .set(done)
    .where(matching(query))
    .where('target', '=', target)
    .where('id', '<>', digest)
    .execute();
}
