import { type Client, type ListedPrediction, PitwallProblem, type StoredFinding } from '@pitwall/sdk';
import type { CommandContext, ExitCode, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { limitOf } from '../../asked.ts';
import { type Connection, isUnknownRoute, withServer } from '../../connection.ts';
import { pause, untilInterrupted } from '../../interrupt.ts';
import { paintFor } from '../../reporters/paint.ts';
import { shorten } from '../../reporters/text-width.ts';
import { shortFindingLines } from '../findings/lines.ts';
import { createSeen, followPredictionsOf, latestPredictions, type Seen } from './latest.ts';

const lookEvery = 1_000;

interface Tail {
  readonly models: readonly string[];
  readonly context: CommandContext;
  readonly json: boolean;
  readonly seen: Seen;
}

export async function runEventsTail(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const limit = limitOf(invocation);
  return withServer<ExitCode>(invocation, context, async (connection) => {
    const { client } = connection;
    const follow = invocation.given('follow');
    if (follow && !connection.live) throw notRunning(connection.place);
    const asked = invocation.text('model');
    const models = asked === undefined ? await knownModels(client) : [asked];
    const tail: Tail = { models, context, json: invocation.given('json'), seen: createSeen() };
    const latest = (await Promise.all(models.map((model) => latestPredictions(client, model, limit)))).flat();
    latest.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    for (const prediction of latest) if (tail.seen.isNew(prediction)) await writePrediction(tail, prediction);
    if (latest.length === 0) context.say('There are no predictions yet.\n');
    if (follow) await untilInterrupted((signal) => followBoth(tail, connection, signal));
    return 0;
  });
}

/** Of a server where any name will do, only those that were judged or that it tells of are known. */
async function knownModels(client: Client): Promise<readonly string[]> {
  const [{ models: declared }, states] = await Promise.all([
    client.status(),
    client.models().catch((error: unknown) => {
      if (isUnknownRoute(error)) return { items: [] };
      throw error;
    }),
  ]);
  const names = [...new Set([...(declared ?? []), ...states.items.map(({ name }) => name)])].sort();
  if (names.length > 0) return names;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected the name of a model: the server declares none and tells of none',
    fix: 'Name it with --model NAME',
  });
}

async function followBoth(tail: Tail, { client }: Connection, signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const each = [followFindings(tail, client, both), followPredictions(tail, client, both)];
  try {
    await Promise.all(each);
  } finally {
    failed.abort();
    await Promise.allSettled(each);
  }
}

async function followFindings({ context, json }: Tail, client: Client, signal: AbortSignal): Promise<void> {
  const onDisconnect = (): void => context.say('Cut off from the server; asking again.\n');
  for await (const { found } of client.follow({ signal, onDisconnect })) {
    await context.write(json ? jsonLine('finding', found) : shortFindingLines(found, context));
  }
}

/** Asked for again and again: the server streams findings only. */
async function followPredictions(tail: Tail, client: Client, signal: AbortSignal): Promise<void> {
  const followers = tail.models.map((model) => followPredictionsOf(client, model, tail.seen, tail.context.now));
  // what was there before, and was too much to be shown, is not new
  let show = false;
  for (; !signal.aborted; await pause(lookEvery, signal)) {
    try {
      for (const follower of followers) {
        for await (const prediction of follower.next()) if (show) await writePrediction(tail, prediction);
      }
      show = true;
    } catch (error) {
      // who follows the findings says that the server is gone; when it is there again, the next look finds all
      if (!(error instanceof PitwallProblem)) throw error;
    }
  }
}

async function writePrediction({ context, json }: Tail, prediction: ListedPrediction): Promise<void> {
  await context.write(json ? jsonLine('prediction', prediction) : predictionLine(prediction, context));
}

const jsonLine = (kind: string, value: ListedPrediction | StoredFinding): string =>
  `${JSON.stringify({ kind, ...value })}\n`;

function predictionLine(prediction: ListedPrediction, { terminal }: CommandContext): string {
  const { at, model, id, version, label, corrections } = prediction;
  const paint = paintFor(terminal.colour);
  const time = `${at.slice(0, 19).replace('T', ' ')}Z`;
  const said = [
    model,
    id,
    JSON.stringify(prediction.prediction),
    label === null ? 'no label yet' : `was ${JSON.stringify(label)}`,
    ...(corrections > 0 ? [`corrected ${corrections} times`] : []),
    ...(version === null ? [] : [`version ${version}`]),
  ];
  const room = terminal.width - time.length - 2;
  return `${paint.dim(time)}  ${shorten(terminalText(said.join('  ')), room)}\n`;
}

const notRunning = (place: string) =>
  new PitwallError({
    code: 'server.missing',
    problem: `expected a server that runs, found only its data directory: ${place}`,
    fix: 'Start it with pitwall up, or leave --follow out',
  });
