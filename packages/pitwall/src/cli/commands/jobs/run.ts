import type { Job, JobRun, Status } from '@pitwall/sdk';
import type { CommandContext, ExitCode, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { ago } from '../../ago.ts';
import { limitOf } from '../../asked.ts';
import { type Connection, isUnknownRoute, withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { tableLines } from '../../reporters/pretty-table.ts';

export async function runJobsList(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const { items } = await asked(invocation, context, ({ client }) => client.jobs());
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(items, null, 2)}\n`);
    return 0;
  }
  if (items.length === 0) context.say('There are no jobs.\n');
  else
    await context.write(
      linesOf(
        'Jobs',
        items.map((job) => jobRow(job, context.now)),
        context,
      ),
    );
  return 0;
}

export async function runJobsRuns(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const [name = ''] = invocation.arguments;
  const query = { limit: limitOf(invocation), cursor: invocation.text('cursor') };
  const page = await asked(invocation, context, ({ client }) => client.jobRuns(name, query));
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(page, null, 2)}\n`);
    return 0;
  }
  if (page.items.length === 0) context.say('It has not run yet.\n');
  else await context.write(linesOf(name, page.items.map(runRow), context));
  if (page.more && page.next !== null) context.say(`There are more: --cursor ${terminalText(page.next)}\n`);
  return 0;
}

export async function runJobsBegin(
  word: 'run' | 'retry',
  invocation: Invocation,
  context: CommandContext,
): Promise<ExitCode> {
  const [name = ''] = invocation.arguments;
  const begun = await asked(invocation, context, ({ client, live, place }) => {
    if (!live) throw notRunning(place);
    return word === 'run' ? client.runJob(name) : client.retryJob(name);
  });
  if (invocation.given('json')) await context.write(`${JSON.stringify(begun, null, 2)}\n`);
  else
    context.say(
      `${terminalText(begun.job)} begins in a moment. What comes of it: pitwall jobs runs ${terminalText(begun.job)}\n`,
    );
  return 0;
}

function asked<T>(
  invocation: Invocation,
  context: CommandContext,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  return withServer(invocation, context, (connection) =>
    work(connection).catch((error: unknown) => {
      throw isUnknownRoute(error) ? withoutJobs(connection.place) : error;
    }),
  );
}

interface Row {
  readonly status: Status;
  readonly cells: readonly string[];
  readonly note?: string;
}

function linesOf(title: string, rows: readonly Row[], { terminal }: CommandContext): string {
  return tableLines([{ title, rows }], terminal.width, paintFor(terminal.colour))
    .map((line) => `${line}\n`)
    .join('');
}

const jobStatus: Readonly<Record<Job['state'], Status>> = {
  waiting: 'pass',
  running: 'pass',
  failing: 'warning',
  dead: 'alert',
};

function jobRow({ name, summary, state, nextAt, lastRun }: Job, now: Date): Row {
  const next = nextAt === null ? 'not planned' : `next ${ago(nextAt, now)}`;
  const error = lastRun?.error;
  return {
    status: jobStatus[state],
    cells: [name, state, state === 'dead' ? `retry it: pitwall jobs retry ${name}` : state === 'running' ? '' : next],
    note: error ? `${summary}: ${error}` : summary,
  };
}

function runRow({ startedAt, durationMilliseconds, attempt, outcome, detail, error }: JobRun): Row {
  const status = outcome === 'done' || outcome === null ? 'pass' : outcome === 'failed' ? 'alert' : 'warning';
  const note = error ?? detail;
  return {
    status,
    cells: [
      `${startedAt.slice(0, 19).replace('T', ' ')} UTC`,
      outcome ?? 'running',
      durationMilliseconds === null ? '' : `took ${(durationMilliseconds / 1_000).toFixed(1)} s`,
      attempt > 1 ? `attempt ${attempt}` : '',
    ],
    ...(note === null ? {} : { note }),
  };
}

const notRunning = (place: string) =>
  new PitwallError({
    code: 'server.missing',
    problem: `expected a server that runs, found only its data directory: ${place}`,
    fix: 'Start it with pitwall up',
  });

const withoutJobs = (place: string) =>
  new PitwallError({
    code: 'request.unknown',
    problem: `the server at ${place} knows of no jobs: it is of an older version`,
    fix: 'Bring it up to the version of this command',
  });
