import { sql } from 'kysely';
import { getMark } from '../../../state/alert-mark-table.ts';
import { listAlerts } from '../../../state/alert-table.ts';
import { verifyChain } from '../../../state/audit-chain.ts';
import type { Page, PageRequest } from '../../../state/cursor.ts';
import { listFindings, type StoredFinding } from '../../../state/finding-table.ts';
import { openState, type StatePlace } from '../../../state/open.ts';
import type { Reader } from '../../../state/state.ts';
import { markOfFindings } from '../../engine/intake.ts';
import type { Arrival } from './service.ts';

export interface Checked {
  readonly findings: number;
  /** What had to be told. */
  readonly messages: number;
  /** Of them, those that never arrived. */
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
  /** Attempts that a kill cut short. */
  readonly cutShort: number;
}

interface Condition {
  isOpen: boolean;
  episode: number;
  count: number;
}

/** Holds what arrived and what the state says against what was found, which is reckoned here once more from the start. */
export async function checkAlerts(
  place: StatePlace,
  { kept, arrivals }: { readonly kept: ReadonlySet<number>; readonly arrivals: readonly Arrival[] },
): Promise<Checked> {
  const state = await openState(place, { now: () => 0 });
  const { db } = state;
  try {
    const findings = await readPages((after) => listFindings(db, { order: 'oldest', limit: 1_000, ...after }));
    const { conditions, told } = reckon(findings);
    const known = new Set(findings.map(({ id }) => id));
    const arrived = new Set(arrivals.map(wordsOf));
    return {
      findings: findings.length,
      messages: told.length,
      lost: told.filter((words) => !arrived.has(words)),
      wrong: [
        ...[...kept].filter((number) => !known.has(`f${number}`)).map((number) => `finding ${number} is gone`),
        ...mistakesIn(arrivals, new Set(told)),
        ...(await wrongStates(db, conditions)),
        ...((await getMark(db, markOfFindings)) === findings.at(-1)?.seq ? [] : ['findings were not looked at']),
        ...(state.engine === 'sqlite' ? await damages(db) : []),
        ...(await wrongAudit(db)),
      ],
      cutShort: await countLost(db),
    };
  } finally {
    await state.close();
  }
}

async function readPages<T>(read: (after: Pick<PageRequest, 'after'>) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  let page = await read({});
  all.push(...page.items);
  while (page.more && page.next !== null) {
    page = await read({ after: page.next });
    all.push(...page.items);
  }
  return all;
}

const wordsOf = ({ subject, round, kind }: Omit<Arrival, 'key'>): string => `${subject} ${round} ${kind}`;

/** Bad opens, fine ends: each time it opens is an episode, with a message at its beginning and one at its end. */
function reckon(findings: readonly StoredFinding[]) {
  const conditions = new Map<string, Condition>();
  const told: string[] = [];
  for (const { finding } of findings) {
    const { subject, status } = finding;
    const condition = conditions.get(subject) ?? { isOpen: false, episode: 0, count: 0 };
    conditions.set(subject, condition);
    const tell = (kind: string): void => void told.push(wordsOf({ subject, round: condition.episode, kind }));
    if (status === 'alert') {
      condition.count = condition.isOpen ? condition.count + 1 : 1;
      if (!condition.isOpen) {
        condition.episode += 1;
        tell('firing');
      }
    } else if (condition.isOpen) tell('resolved');
    condition.isOpen = status === 'alert';
  }
  return { conditions, told };
}

function mistakesIn(arrivals: readonly Arrival[], told: ReadonlySet<string>): readonly string[] {
  const wrong: string[] = [];
  const keys = new Map<string, string>();
  const messages = new Map<string, string>();
  for (const arrival of arrivals) {
    const { key, kind } = arrival;
    const words = wordsOf(arrival);
    if (!told.has(words)) wrong.push(`${words} was told, and is not true`);
    if ((keys.get(words) ?? key) !== key) wrong.push(`${words} has two keys`);
    if ((messages.get(key) ?? words) !== words) wrong.push(`${words} and ${messages.get(key)} have one key`);
    if (kind === 'resolved' && !keys.has(wordsOf({ ...arrival, kind: 'firing' })))
      wrong.push(`${words} came before it was told that it fires`);
    if (kind === 'firing' && !keys.has(words) && keys.has(wordsOf({ ...arrival, kind: 'resolved' })))
      wrong.push(`${words} came after its end`);
    keys.set(words, key);
    messages.set(key, words);
  }
  return wrong;
}

async function wrongStates(db: Reader, conditions: ReadonlyMap<string, Condition>): Promise<readonly string[]> {
  const alerts = await readPages((after) => listAlerts(db, { order: 'oldest', limit: 1_000, ...after }));
  const found = new Map(
    alerts.map(({ subject, state, episode, count }) => [subject, `${state}, episode ${episode}, ${count} times`]),
  );
  const wanted = new Map(
    [...conditions]
      .filter(([, { episode }]) => episode > 0)
      .map(([subject, { isOpen, episode, count }]) => [
        subject,
        `${isOpen ? 'firing' : 'resolved'}, episode ${episode}, ${count} times`,
      ]),
  );
  return [...new Set([...found.keys(), ...wanted.keys()])]
    .filter((subject) => found.get(subject) !== wanted.get(subject))
    .map((subject) => `${subject} is ${found.get(subject)}, and should be ${wanted.get(subject)}`);
}

async function damages(db: Reader): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly integrity_check: string }>`pragma integrity_check`.execute(db);
  return rows.map(({ integrity_check: said }) => said).filter((said) => said !== 'ok');
}

async function wrongAudit(db: Reader): Promise<readonly string[]> {
  const verdict = await verifyChain(db);
  return verdict.sound ? [] : [`the audit chain: ${verdict.problem}`];
}

async function countLost(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('delivery_attempt')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('outcome', '=', 'lost')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
