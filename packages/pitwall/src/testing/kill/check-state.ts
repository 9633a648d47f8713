import { verifyChain } from '../../state/audit-chain.ts';
import { openState, type StatePlace } from '../../state/open.ts';
import type { Reader } from '../../state/state.ts';
import type { Book } from './book.ts';

/** The audit goes on where it was, and has what was acknowledged once; nothing else is there twice. */
export async function checkState(place: StatePlace, book: Book): Promise<string[]> {
  const state = await openState(place, { now: () => 0 });
  try {
    return [
      ...(await checkAudit(state.db, book)),
      ...(await checkKeys(state.db, book)),
      ...(await checkFindings(state.db)),
      ...(await checkJobs(state.db)),
    ];
  } finally {
    await state.close();
  }
}

async function checkAudit(db: Reader, book: Book): Promise<string[]> {
  const verdict = await verifyChain(db, book.auditHead ? { head: book.auditHead } : {});
  if (!verdict.sound) return [`the audit chain: ${verdict.problem}`];
  const wrong: string[] = [];
  const rows = await db
    .selectFrom('audit')
    .select(['verb', 'input'])
    .where('seq', '>', book.auditHead?.seq ?? 0)
    .where('outcome', '=', 'done')
    .where('actor', 'like', 'token:%')
    .execute();
  for (const { verb, input } of rows) {
    const { position } = JSON.parse(input) as { readonly position?: unknown };
    if (typeof position === 'number') book.audited.set(position, (book.audited.get(position) ?? 0) + 1);
    else found(book, verb).count += 1;
  }
  book.auditHead = verdict.head;
  for (const { answer, rows: events } of book.sent) {
    const count = answer && book.audited.get(answer.position);
    if (answer && count !== 1)
      wrong.push(`the audit has ${count ?? 0} entries of the batch at ${answer.position} (${events.length} events)`);
  }
  for (const [position, count] of book.audited)
    if (count > 1) wrong.push(`the audit has position ${position} ${count} times`);
  for (const [verb, { acknowledged, tried }] of book.verbs) {
    const { count } = found(book, verb);
    if (count < acknowledged || count > tried)
      wrong.push(`${verb}: ${count} in the audit, ${acknowledged} were acknowledged of ${tried}`);
  }
  return wrong;
}

function found({ verbsFound }: Book, verb: string): { count: number } {
  const known = verbsFound.get(verb) ?? { count: 0 };
  verbsFound.set(verb, known);
  return known;
}

/** Each key that was acknowledged stands for what was answered. */
async function checkKeys(db: Reader, { sent }: Book): Promise<string[]> {
  const rows = await db.selectFrom('idempotency').select(['key', 'response']).execute();
  const answers = new Map(rows.map(({ key, response }) => [key, response]));
  const wrong = rows.length === answers.size ? [] : ['a key is there twice'];
  for (const { key, answer } of sent) {
    if (key === undefined || answer === undefined) continue;
    const { position } = JSON.parse(answers.get(key) ?? '{}') as { readonly position?: unknown };
    if (position !== answer.position)
      wrong.push(`the key ${key} stands for ${answers.get(key)}, not for ${answer.position}`);
  }
  return wrong;
}

/** Of one window there is one finding of a kind that stands. */
async function checkFindings(db: Reader): Promise<string[]> {
  const doubled = await db
    .selectFrom('finding')
    .select(({ fn }) => ['subject', 'metric', 'window_start', fn.countAll<number>().as('count')])
    .where('corrected_by', 'is', null)
    .where('window_start', 'is not', null)
    .groupBy(['subject', 'metric', 'window_start', 'window_end'])
    .having(({ fn }) => fn.countAll(), '>', 1)
    .execute();
  return doubled.map(
    ({ subject, metric, window_start, count }) => `${count} findings of ${subject} ${metric} ${window_start}`,
  );
}

/** A job is under way in one run at the most, which is the one that it is leased for; none was given up. */
async function checkJobs(db: Reader): Promise<string[]> {
  const jobs = await db.selectFrom('job').selectAll().execute();
  const open = await db.selectFrom('job_run').select(['job', 'id']).where('ended_at', 'is', null).execute();
  return jobs.flatMap(({ name, lease_run, dead_at, next_at, last_error }) => {
    const runs = open.filter(({ job }) => job === name);
    if (runs.length > 1) return [`the job ${name} has ${runs.length} runs that did not end`];
    if (runs.some(({ id }) => id !== lease_run)) return [`the job ${name} has a run that did not end and nobody holds`];
    if (dead_at !== null) return [`the job ${name} was given up: ${last_error}`];
    if (next_at === null && lease_run === null) return [`the job ${name} is planned for no time`];
    return [];
  });
}
