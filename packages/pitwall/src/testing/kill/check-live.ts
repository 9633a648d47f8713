import type { ListedPrediction } from '../../events/list.ts';
import { type Book, entryKey } from './book.ts';
import { compareSeen, type SeenLabel, type SeenRow } from './observed.ts';
import { ask, type Door } from './request.ts';
import { models, startOfRound } from './sender.ts';

/** Right after a start: what can be read through the door, of the last rounds, is what was sent. */
export async function checkLive(door: Door, book: Book, round: number): Promise<string[]> {
  const fromRound = Math.max(0, round - 2);
  const predictions = new Map<string, SeenRow>();
  const labels = new Map<string, SeenLabel>();
  const wrong: string[] = [];
  for (const model of models) {
    for await (const listed of listAll(door, model, startOfRound(fromRound))) {
      const key = entryKey(model, listed.id);
      if (predictions.has(key)) wrong.push(`${key} is there twice`);
      predictions.set(key, { at: Date.parse(listed.at), value: listed.prediction, features: listed.features });
      if (listed.labelAt !== null)
        labels.set(key, { at: Date.parse(listed.labelAt), value: listed.label, corrections: listed.corrections });
    }
  }
  wrong.push(...compareSeen(book, { predictions, labels, withOrphans: false, fromRound }));
  wrong.push(
    ...(await checkSession(door, book)),
    ...(await checkProject(door, book)),
    ...(await checkSamples(door, book)),
  );
  return wrong;
}

async function* listAll(door: Door, model: string, from: number): AsyncGenerator<ListedPrediction> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = new URLSearchParams({
      from: new Date(from).toISOString(),
      limit: '1000',
      ...(cursor ? { cursor } : {}),
    });
    const answer = await ask(door, `/api/v1/models/${model}/predictions?${query}`);
    if (answer?.status !== 200) throw new Error(`the list of predictions answered ${JSON.stringify(answer)}`);
    const page = answer.body as { readonly items: readonly ListedPrediction[]; readonly next: string | null };
    yield* page.items;
    cursor = page.next;
  }
}

/** The one link makes one session, which lasts. */
async function checkSession({ address }: Door, { session }: Book): Promise<string[]> {
  if (session.cookie === undefined) return [];
  const status = await fetch(`${address}/api/v1/status`, { headers: { cookie: session.cookie } });
  await status.text();
  const again = await fetch(`${address}/sign-in?link=${session.link}`, { redirect: 'manual' });
  await again.text();
  return [
    ...(status.status === 200 ? [] : [`a session that was opened answers ${status.status}`]),
    ...(again.status === 401 ? [] : [`the link that was used opens again: ${again.status}`]),
  ];
}

async function checkProject(door: Door, { project }: Book): Promise<string[]> {
  const answer = await ask(door, '/api/v1/status');
  const found = (answer?.body as { readonly project?: unknown } | undefined)?.project;
  return found === project ? [] : [`the configuration in force is of ${String(found)}, in the file is ${project}`];
}

async function checkSamples(door: Door, { samples }: Book): Promise<string[]> {
  const wrong: string[] = [];
  for (const [component, { acknowledged, tried }] of [...samples].slice(-3)) {
    const answer = await ask(door, `/api/v1/metrics?component=${component}&range=6h`);
    if (answer?.status !== 200) return [`the metrics answered ${JSON.stringify(answer)}`];
    const { items } = answer.body as {
      readonly items: readonly { readonly points: readonly (readonly unknown[])[] }[];
    };
    const found = items.flatMap(({ points }) => points).reduce((sum, point) => sum + Number(point[5]), 0);
    if (found < acknowledged || found > tried)
      wrong.push(`${component}: ${found} samples, ${acknowledged} were acknowledged of ${tried}`);
  }
  return wrong;
}
