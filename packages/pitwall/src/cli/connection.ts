import { resolve } from 'node:path';
import { type Client, type Mistake, PitwallProblem } from '@pitwall/sdk';
import type { CommandContext, Invocation, OptionSpec } from '../core/command.ts';
import { type ErrorCode, errorCodes, PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';

/** How the server is found, alike in every command that asks one. */
export const connectionOptions: readonly OptionSpec[] = [
  {
    name: 'server',
    value: 'URL',
    summary:
      'Ask this server, with the token in the variable PITWALL_TOKEN or the one that pitwall login kept; as the variable PITWALL_SERVER',
  },
  {
    name: 'data',
    value: 'FOLDER',
    summary:
      'Ask the server that runs on this data directory; where none runs, read the directory itself (default: ./pitwall-data)',
  },
];

export interface Connection {
  readonly client: Client;
  /** Whom we ask, for people. */
  readonly place: string;
  /** Whether a server is running there; without one, nothing new comes in. */
  readonly live: boolean;
}

/** Lends a connection to what has to be asked, and closes it behind it. */
export async function withServer<T>(
  invocation: Invocation,
  context: CommandContext,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { openConnection } = await import('./connection/open.ts');
  const url = invocation.text('server') ?? (context.env.PITWALL_SERVER || undefined);
  const data = invocation.text('data');
  if (invocation.given('server') && data !== undefined) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected --server or --data, found both',
      fix: 'Leave one of them out',
    });
  }
  const remote = data === undefined ? url : undefined;
  const opened = await openConnection(
    remote === undefined ? { folder: resolve(context.cwd, data ?? 'pitwall-data') } : { url: remote },
    context,
  );
  try {
    return await work(opened);
  } catch (error) {
    throw mistakeOf(error);
  } finally {
    await opened.close();
  }
}

/** What a server says, in the manner of all mistakes of the command line. */
export function mistakeOf(error: unknown): unknown {
  if (!(error instanceof PitwallProblem)) return error;
  const code = errorCodes.find((one) => one === error.code) ?? clientCodes[error.code] ?? 'server.failed';
  const [first = { detail: error.detail }, ...more] = error.errors;
  return oneMistake(first, code, error).and(more.map((mistake) => oneMistake(mistake, code, error)));
}

function oneMistake({ detail, line, column, field }: Mistake, code: ErrorCode, error: PitwallProblem): PitwallError {
  const sentence = detail.replace(/\.$/, '');
  // the detail of a server ends in its fix, of which only that of the first is told apart
  const isFixed = sentence.endsWith(`. ${error.fix}`);
  const end = isFixed ? sentence.length - error.fix.length - 2 : sentence.lastIndexOf('. ');
  const [problem, fix] = end < 0 ? [sentence, error.fix] : [sentence.slice(0, end), sentence.slice(end + 2)];
  return new PitwallError({
    code,
    problem: visible(problem),
    fix: visible(fix),
    place: {
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      ...(field === undefined ? {} : { field: visible(field) }),
    },
    cause: error,
  });
}

const clientCodes: Readonly<Record<string, 'server.unreachable'>> = {
  'client.unreachable': 'server.unreachable',
  'client.timeout': 'server.unreachable',
  'client.answer': 'server.unreachable',
};

/** Of a route that an older server does not have. */
export const isUnknownRoute = (error: unknown): boolean =>
  error instanceof PitwallProblem && error.code === 'request.unknown';
