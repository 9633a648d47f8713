import type { Accepted } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { closest } from '../../../core/suggest.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { columnKeys } from '../../../events/file-columns.ts';
import { mistakeOf, withServer } from '../../connection.ts';
import { withSentFile } from './sent-file.ts';

export async function runEventsSend(invocation: Invocation, context: CommandContext): Promise<0> {
  const model = modelOf(invocation);
  const columns = columnsOf(invocation);
  const kind = invocation.given('labels') ? 'labels' : 'predictions';
  const [name = ''] = invocation.arguments;
  const accepted = await withSentFile(invocation, context, (body) =>
    withServer(invocation, context, async ({ client, live, place }) => {
      if (!live) throw notRunning(place);
      const wait = invocation.given('wait');
      return client.upload(model, kind, { ...body, columns, wait }).catch((error: unknown) => {
        throw inFile(mistakeOf(error), name);
      });
    }),
  );
  const json = invocation.given('json');
  await context.write(json ? `${JSON.stringify(accepted, null, 2)}\n` : words(accepted, kind, model));
  return 0;
}

function modelOf(invocation: Invocation): string {
  const model = invocation.text('model');
  if (model !== undefined && model !== '') return model;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected the model that the events are of, found none',
    fix: 'Name it with --model NAME',
  });
}

const keys: readonly string[] = [...new Set((['prediction', 'label'] as const).flatMap(columnKeys))].sort();

/** A comma ends a pair only where another one begins behind it: names of columns may hold commas. */
function columnsOf(invocation: Invocation): Readonly<Record<string, string>> {
  const pairs = invocation.texts('columns').flatMap((text) => text.split(/,(?=[^,=]*=)/));
  const entries = pairs.map((pair): readonly [string, string] => {
    const [, key = '', column = ''] = /^\s*(\w+)\s*=(.+)$/s.exec(pair) ?? [];
    if (keys.includes(key)) return [key, column];
    const meant = key === '' ? undefined : closest(key, keys);
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected key=column pairs with commas between them as --columns, where a key is one of ${keys.join(', ')}; found ${JSON.stringify(visible(pair))}`,
      fix: meant === undefined ? 'Write it like id=game_id,prediction=p_home' : `Write ${meant}=${visible(column)}`,
    });
  });
  return Object.fromEntries(entries);
}

/** What is wrong with the data is in the file; everything else is not. */
function inFile(error: unknown, file: string): unknown {
  if (!(error instanceof PitwallError) || !/^(data|events)\./.test(error.code)) return error;
  const placed = ({ code, problem, fix, place, cause }: PitwallError): PitwallError =>
    new PitwallError({ code, problem, fix, place: { ...place, file }, cause });
  return placed(error).and(error.more.map(placed));
}

function words(accepted: Accepted, kind: string, model: string): string {
  const { added, repeated = 0, conflicting = 0, corrected = 0 } = accepted;
  const taken = `Took in ${accepted.accepted.toLocaleString('en')} ${kind} of ${terminalText(model)}`;
  if (added === undefined) return `${taken}.\n`;
  const counts = [
    `${added.toLocaleString('en')} new`,
    ...(corrected > 0 ? [`${corrected.toLocaleString('en')} corrected`] : []),
    ...(repeated > 0 ? [`${repeated.toLocaleString('en')} there already`] : []),
    ...(conflicting > 0
      ? [`${conflicting.toLocaleString('en')} conflicting with what was there already, which is kept`]
      : []),
  ];
  return `${taken}: ${counts.join(', ')}.\n`;
}

const notRunning = (place: string): PitwallError =>
  new PitwallError({
    code: 'server.missing',
    problem: `expected a server that runs, found only its data directory: ${place}`,
    fix: 'Start it with pitwall up',
  });
