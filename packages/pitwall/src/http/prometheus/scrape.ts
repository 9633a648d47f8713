import type { Server } from '../../server/open.ts';
import type { State } from '../../state/state.ts';
import { makeAlertCount, makeTallies } from './alert-facts.ts';
import { componentFacts } from './component-facts.ts';
import { declared, type FamilyName } from './declared.ts';
import type { Family, Sample } from './exposition.ts';
import type { Fact } from './fact.ts';
import { modelFacts } from './model-facts.ts';
import { outboxFacts } from './outbox-facts.ts';
import { serverFacts } from './server-facts.ts';

/** Several who ask in the same second are told the same. */
const freshFor = 1_000;

interface Scrape {
  readonly at: number;
  readonly facts: Promise<readonly Fact[]>;
}

interface Scraper {
  readonly tallies: (server: Pick<Server, 'state'>) => Promise<readonly Fact[]>;
  readonly alerts: ReturnType<typeof makeAlertCount>;
  latest: Scrape | undefined;
}

const scrapers = new WeakMap<State, Scraper>();

/** Everything that is known, gathered at most once a second. */
export function gather(server: Server): Promise<readonly Fact[]> {
  const { state, startedAt, world } = server;
  const scraper = scrapers.get(state) ?? {
    tallies: makeTallies(startedAt),
    alerts: makeAlertCount(),
    latest: undefined,
  };
  scrapers.set(state, scraper);
  const now = world.now();
  const { latest } = scraper;
  if (latest && now >= latest.at && now - latest.at < freshFor) return latest.facts;
  const facts = gatherAnew(server, scraper);
  scraper.latest = { at: now, facts };
  // what failed is not handed to the next
  facts.catch(() => {
    scraper.latest = undefined;
  });
  return facts;
}

async function gatherAnew(server: Server, { tallies, alerts }: Scraper): Promise<readonly Fact[]> {
  const { state, world } = server;
  return [
    ...(await serverFacts(server)),
    ...(await modelFacts(state.db)),
    ...(await alerts(server)),
    ...(await tallies(server)),
    ...(await outboxFacts(server)),
    ...(await componentFacts(state.db, world.now())),
  ];
}

/** What may be seen of it, as series: numbers with the same labels are one sum. */
export function familiesOf(facts: readonly Fact[], may: (verb: string, subject: string) => boolean): readonly Family[] {
  const asked = new Map<string, boolean>();
  const isSeen = ({ seen }: Fact): boolean => {
    if (!seen) return true;
    const key = `${seen.verb} ${seen.subject}`;
    const known = asked.get(key) ?? may(seen.verb, seen.subject);
    asked.set(key, known);
    return known;
  };
  const byFamily = new Map<FamilyName, Map<string, Sample>>();
  for (const fact of facts) {
    if (!isSeen(fact)) continue;
    const samples = byFamily.get(fact.of) ?? new Map<string, Sample>();
    byFamily.set(fact.of, samples);
    const key = JSON.stringify(Object.entries(fact.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const before = samples.get(key);
    samples.set(key, { labels: fact.labels, value: fact.value + (before?.value ?? 0) });
  }
  return (Object.keys(declared) as FamilyName[]).map((name) => ({
    name,
    ...declared[name],
    samples: [...(byFamily.get(name)?.values() ?? [])],
  }));
}
