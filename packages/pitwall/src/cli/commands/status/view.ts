import {
  type Alert,
  type Client,
  compareStatus,
  type Job,
  type ListedModel,
  PitwallProblem,
  parseSubject,
  type ServerStatus,
  type Status,
  type StoredFinding,
  worstStatus,
} from '@pitwall/sdk';
import { isUnknownRoute } from '../../connection.ts';
import { byWorst } from '../alerts/by-worst.ts';

export interface ModelView {
  readonly model: string;
  readonly task: string | undefined;
  /** The worst of what was judged last of it; undefined where nothing was. */
  readonly status: Status | undefined;
  readonly lastPrediction: string | undefined;
  readonly lastLabel: string | undefined;
  /** Judged last, and not a pass. */
  readonly open: number;
}

export interface JobView {
  readonly name: string;
  readonly trouble: 'failing' | 'dead' | 'late';
  readonly nextAt: string | undefined;
  readonly error: string | undefined;
}

export interface StatusView {
  readonly at: string;
  readonly place: string;
  /** False where the data directory was read and no server runs. */
  readonly live: boolean;
  readonly status: Status;
  readonly server: ServerStatus;
  readonly models: readonly ModelView[];
  /** Undefined where the server knows of none: it is an older one. */
  readonly jobs: { readonly all: number; readonly troubled: readonly JobView[] } | undefined;
  /** What was judged last and is not a pass, the worst first. */
  readonly findings: readonly StoredFinding[];
  /** What somebody must see to, the worst first; undefined where the server knows of none, or does not tell. */
  readonly alerts: readonly Alert[] | undefined;
  /** False where there are more findings than were looked at. */
  readonly complete: boolean;
}

interface Asked {
  readonly client: Client;
  readonly place: string;
  readonly live: boolean;
  readonly now: Date;
}

const lookedAt = 1_000;
/** A job that is due waits for a free worker; more than this is late. */
const lateAfter = 60_000;

/** All that one screen says, from five questions. */
export async function readStatus({ client, place, live, now }: Asked): Promise<StatusView> {
  const [server, page, models, jobs, alerts] = await Promise.all([
    client.status(),
    client.findings({ standing: true, limit: lookedAt }),
    whereThere(client.models()),
    whereThere(client.jobs()),
    whereThere(client.alerts.list({ limit: lookedAt })),
  ]);
  const last = lastOfEach(page.items);
  const open = last
    .filter(({ finding }) => finding.status !== 'pass')
    .sort((a, b) => compareStatus(a.finding.status, b.finding.status));
  const views = modelViews(server, models?.items, last);
  const troubled = jobs?.items.flatMap((job) => troubleOf(job, now, live));
  return {
    at: now.toISOString(),
    place,
    live,
    status: overall(server, views, last, troubled ?? []),
    server,
    models: views,
    jobs: jobs && { all: jobs.items.length, troubled: troubled ?? [] },
    alerts: alerts?.items.toSorted(byWorst),
    findings: open,
    complete: !page.more,
  };
}

const isDenied = (error: unknown): boolean => error instanceof PitwallProblem && error.code === 'auth.denied';

/** What an older server does not answer, or does not tell whoever asks, is left out of the screen. */
async function whereThere<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (isUnknownRoute(error) || isDenied(error)) return undefined;
    throw error;
  });
}

/**
 * A finding is over when a later window answers the same question. They come with those first that were written last, and
 * what was written last may be about an earlier window.
 */
function lastOfEach(findings: readonly StoredFinding[]): StoredFinding[] {
  const found = new Map<string, StoredFinding>();
  for (const one of findings) {
    const question = `${one.finding.metric} ${one.finding.subject}`;
    const known = found.get(question);
    if (!known || aboutOf(one) > aboutOf(known)) found.set(question, one);
  }
  return [...found.values()];
}

const aboutOf = ({ window, finding }: StoredFinding): number => Date.parse(window?.end ?? finding.at);

function modelOf({ finding: { subject } }: StoredFinding): string | undefined {
  const [first] = parseSubject(subject);
  return first?.kind === 'model' ? first.name : undefined;
}

function modelViews(
  server: ServerStatus,
  states: readonly ListedModel[] | undefined,
  last: readonly StoredFinding[],
): ModelView[] {
  const known = new Map((states ?? []).map((state) => [state.name, state]));
  const judged = last.map(modelOf).filter((name) => name !== undefined);
  const names = new Set([...known.keys(), ...(server.models ?? []), ...judged]);
  return [...names].sort().map((model) => {
    const { task, window, predictions, labels } = known.get(model) ?? {};
    const of = last.filter((one) => modelOf(one) === model).map(({ finding }) => finding.status);
    const all = window?.status ? [window.status, ...of] : of;
    return {
      model,
      task: task ?? undefined,
      status: all.length === 0 ? undefined : worstStatus(all),
      lastPrediction: predictions?.lastAt,
      lastLabel: labels?.lastAt,
      open: of.filter((status) => status !== 'pass').length,
    };
  });
}

function troubleOf({ name, state, nextAt, lastRun }: Job, now: Date, live: boolean): JobView[] {
  // where no server runs, all of them are late
  const late = live && state === 'waiting' && nextAt !== null && Date.parse(nextAt) < now.getTime() - lateAfter;
  const trouble = state === 'failing' || state === 'dead' ? state : late ? 'late' : undefined;
  return trouble ? [{ name, trouble, nextAt: nextAt ?? undefined, error: lastRun?.error ?? undefined }] : [];
}

/** What was never judged is unknown, not fine; a server that does not do its work is worse than any of its models. */
function overall(
  server: ServerStatus,
  models: readonly ModelView[],
  last: readonly StoredFinding[],
  jobs: readonly JobView[],
): Status {
  return worstStatus([
    ...(server.ready ? [] : (['alert'] as const)),
    ...jobs.map(({ trouble }): Status => (trouble === 'dead' ? 'alert' : 'warning')),
    ...models.map(({ status }) => status ?? 'unknown'),
    ...last.map(({ finding }) => finding.status),
  ]);
}
