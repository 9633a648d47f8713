import { getAlerts, type StoredAlert } from '../../state/alert-table.ts';
import type { State, Tx } from '../../state/state.ts';
import { buildMessage, mostAlerts, worstFirst } from '../message/build.ts';
import { changesBefore } from '../message/changes-before.ts';
import { type Gathered, gather, mostGathered } from '../message/gather.ts';
import type { Message } from '../message/message.ts';
import { rootOf } from '../root-of.ts';
import type { Telling } from './flush.ts';
import { openBook } from './open-alerts.ts';
import type { AlertSettings } from './settings.ts';

interface Composing {
  readonly state: State;
  readonly settings: AlertSettings;
  readonly now: number;
  /** Without what is known around each alert. */
  readonly isBrief: boolean;
}

/** So many are read at once: a message may be of many alerts. */
const tellingsAtOnce = 50;

/** The words for each telling, in their order. Only alerts that are written out are read whole. */
export async function composeMessages(
  tx: Tx,
  tellings: readonly Telling[],
  composing: Composing,
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (let from = 0; from < tellings.length; from += tellingsAtOnce)
    messages.push(...(await composeSome(tx, tellings.slice(from, from + tellingsAtOnce), composing)));
  return messages;
}

async function composeSome(
  tx: Tx,
  tellings: readonly Telling[],
  { state, settings, now, isBrief }: Composing,
): Promise<readonly Message[]> {
  // what several channels are told is put together once
  const distinct = new Map(tellings.map((telling) => [sameWords(telling), telling]));
  const shown = new Map(
    [...distinct].map(([words, { firing, resolved }]) => [
      words,
      [...firing, ...resolved].toSorted(worstFirst).slice(0, mostAlerts),
    ]),
  );
  const ids = new Set([...shown.values()].flat().map(({ id }) => id));
  const stored = new Map((await getAlerts(tx, [...ids])).map((alert) => [alert.id, alert]));
  const alertsOf = (words: string): readonly StoredAlert[] =>
    (shown.get(words) ?? []).flatMap(({ id }) => stored.get(id) ?? []).toSorted(worstFirst);
  const around = isBrief ? undefined : await surroundings(tx, state, [...distinct.keys()].map(alertsOf));
  const known = new Map<string, Message>();
  for (const [words, { group, thread, kind, reason, firing, resolved }] of distinct) {
    const alerts = alertsOf(words);
    const message = buildMessage({
      kind,
      reason,
      project: settings.project,
      thread,
      at: now,
      group: group.labels,
      firing: firing.length,
      resolved: resolved.length,
      alerts,
      url: settings.url,
      ...(around ? { gathered: await around(alerts) } : {}),
    });
    known.set(words, message);
  }
  return tellings.flatMap((telling) => known.get(sameWords(telling)) ?? []);
}

const sameWords = ({ thread, kind, reason, resolved }: Telling): string =>
  JSON.stringify([thread, kind, reason, resolved.map(({ id }) => id)]);

/** What is known around the alerts of each message; what was changed before them is read for all of them together. */
async function surroundings(
  tx: Tx,
  state: State,
  messages: readonly (readonly StoredAlert[])[],
): Promise<(alerts: readonly StoredAlert[]) => Promise<ReadonlyMap<string, Gathered>>> {
  const book = await openBook(state, tx);
  const before = await changesBefore(
    tx,
    messages.flatMap((alerts) => alerts.slice(0, mostGathered)),
  );
  return (alerts) => {
    const roots = new Set(alerts.map(({ subject }) => rootOf(subject)));
    return gather(
      tx,
      alerts,
      [...roots].flatMap((root) => book.about(root)),
      before,
    );
  };
}
