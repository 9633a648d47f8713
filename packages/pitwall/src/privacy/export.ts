import { createHash } from 'node:crypto';
import { namesSql, type PersonEvents } from '../events/person.ts';
import type { Context } from '../server/context.ts';
import { auditAbout } from '../state/about-person.ts';
import { lastCheckpoint } from '../state/audit-checkpoint-table.ts';
import { auditHead } from '../state/audit-table.ts';
import { withEngine } from './look.ts';
import { canonicalText, eventsOf, type Person } from './person.ts';
import { keyOf, unseal } from './person-key.ts';

/** Rows that are read at once, so that an export needs no more memory than a page. */
const rowsAtOnce = 500;

/** What there is of somebody, a record a line; the last one is the manifest, which says what came before it. */
export async function* exportPerson(context: Context, person: Person, asked: string): AsyncGenerator<string, void> {
  const kinds: Record<string, { count: number; hash: ReturnType<typeof createHash> }> = {};
  const all = createHash('sha256');
  const { db } = context.state;
  const head = await auditHead(db);
  for await (const record of records(context, person)) {
    const line = `${JSON.stringify(record)}\n`;
    const kind = kinds[record.kind] ?? { count: 0, hash: createHash('sha256') };
    kinds[record.kind] = kind;
    kind.count += 1;
    kind.hash.update(line);
    all.update(line);
    yield line;
  }
  const checkpoint = await lastCheckpoint(db);
  const manifest = {
    kind: 'manifest',
    subject: asked,
    made: new Date(context.world.now()).toISOString(),
    project: context.config.project,
    query: person.kind === 'account' ? `account ${person.account.id}` : eventsOf(context.config, person).map(queryText),
    files: Object.fromEntries(
      Object.entries(kinds).map(([kind, { count, hash }]) => [kind, { records: count, sha256: hash.digest('hex') }]),
    ),
    sha256: all.digest('hex'),
    audit: {
      seq: head.seq,
      hash: head.hash,
      checkpoint: checkpoint ? { size: checkpoint.size, note: checkpoint.note } : null,
    },
  };
  yield `${JSON.stringify(manifest)}\n`;
}

const queryText = ({ model, place }: PersonEvents): string =>
  `${model}: ${'column' in place ? place.column : `features.${place.feature}`} is this person`;

type PersonRecord = { readonly kind: string } & Readonly<Record<string, unknown>>;

async function* records(context: Context, person: Person): AsyncGenerator<PersonRecord, void> {
  const { db } = context.state;
  if (person.kind === 'account') {
    const { password, ...account } = person.account;
    yield { kind: 'account', ...account, password: password === null ? 'none' : 'a hash, which is not handed out' };
  }
  for (const events of eventsOf(context.config, person)) yield* predictions(context, events);
  const key = await keyOf(db, context, canonicalText(person));
  const account = person.kind === 'account' ? person.account.id : undefined;
  for await (const { sealed, ...entry } of auditAbout(db, { key, account })) {
    // what they did to others is theirs, and what is said of those others is not
    const isTheirs = sealed !== undefined && key !== undefined && sealed.startsWith(`personal.${key}.`);
    const opened = isTheirs ? await unseal(db, context, sealed) : undefined;
    yield {
      kind: 'audit',
      ...entry,
      at: new Date(entry.at).toISOString(),
      ...(opened === undefined ? {} : { personal: opened }),
    };
  }
}

async function* predictions(context: Context, events: PersonEvents): AsyncGenerator<PersonRecord, void> {
  // labels that came without a prediction name nobody but by their id
  const byId = 'column' in events.place && events.place.column === 'id';
  for (let after: readonly [number, number] = [0, 0]; ; ) {
    const [position, nr] = after;
    const rows = await withEngine(context, (engine) =>
      engine.query(
        `SELECT CAST(p.position AS DOUBLE) AS position, p.nr AS nr, strftime(p.time, '%Y-%m-%dT%H:%M:%S.%gZ') AS at,
          p.model AS model, p.id AS id, p.version AS version, p.segment AS segment, p."user" AS "user", p.item AS item,
          p.odds AS odds, p.closing AS closing, p.stake AS stake, p.weight AS weight,
          CAST(p.prediction AS VARCHAR) AS prediction, CAST(p.features AS VARCHAR) AS features,
          CAST(l.label AS VARCHAR) AS label, strftime(l.time, '%Y-%m-%dT%H:%M:%S.%gZ') AS label_at
        FROM (SELECT * FROM prediction WHERE (${namesSql([events])}) AND (position > ${position} OR (position = ${position} AND nr > ${nr}))
          ORDER BY position, nr LIMIT ${rowsAtOnce}) p
        LEFT JOIN label l ON l.key = p.key ORDER BY p.position, p.nr`,
      ),
    );
    for (const { position: _, nr: __, prediction, features, label, ...row } of rows) {
      const parsed = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null);
      yield {
        kind: 'prediction',
        ...row,
        prediction: parsed(prediction),
        features: parsed(features),
        label: parsed(label),
      };
    }
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) break;
    after = [Number(last.position), Number(last.nr)];
  }
  if (!byId) return;
  const rows = await withEngine(context, (engine) =>
    engine.query(
      `SELECT model, id, CAST(label AS VARCHAR) AS label, strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ') AS at
       FROM label WHERE (${namesSql([events])}) AND key NOT IN (SELECT key FROM prediction)`,
    ),
  );
  for (const { label, ...row } of rows) yield { kind: 'label', ...row, label: JSON.parse(String(label)) };
}
