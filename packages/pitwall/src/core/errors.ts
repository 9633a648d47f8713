/** Where in a user's input the problem is. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly field?: string;
}

export interface Problem {
  /** Stable, in `docs/reference/errors.md`, safe to match on. */
  readonly code: ErrorCode;
  /** What was expected and what came, as one sentence without a full stop. */
  readonly problem: string;
  /** How to mend it. */
  readonly fix: string;
  readonly place?: Place;
  readonly cause?: unknown;
}

/** Every mistake that a user can make has one of these codes. */
export const errorCodes = [
  'arguments.invalid',
  'arguments.unknown',
  'auth.denied',
  'auth.invalid',
  'auth.link',
  'auth.missing',
  'auth.origin',
  'auth.slow',
  'baseline.dataset',
  'baseline.exists',
  'baseline.invalid',
  'baseline.merge',
  'baseline.missing',
  'baseline.version',
  'config.invalid',
  'config.missing',
  'config.syntax',
  'config.unknown_key',
  'config.variable',
  'contract.expression',
  'contract.import',
  'data.changed',
  'data.column_names',
  'data.directory',
  'data.empty',
  'data.encoding',
  'data.format',
  'data.line_too_long',
  'data.memory',
  'data.missing',
  'data.truncated',
  'data.unreadable',
  'events.busy',
  'events.closed',
  'events.cursor',
  'events.damaged',
  'events.database',
  'events.disk',
  'events.disk_full',
  'events.empty',
  'events.invalid',
  'events.too_large',
  'finding.missing',
  'job.dead',
  'job.missing',
  'job.running',
  'job.well',
  'model.missing',
  'output.unwritable',
  'request.encoding',
  'request.invalid',
  'request.key_reused',
  'request.media_type',
  'request.method',
  'request.slow',
  'request.too_large',
  'request.too_many',
  'request.unknown',
  'route.later',
  'server.address',
  'server.busy',
  'server.failed',
  'server.missing',
  'server.stopping',
  'server.unreachable',
  'state.busy',
  'state.changed',
  'state.corrupt',
  'state.cursor',
  'state.foreign',
  'state.full',
  'state.locked',
  'state.newer',
  'state.server',
  'state.text',
  'state.unreachable',
  'threshold.invalid',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A mistake in what the user gave us: printed as sentences, never with a stack. */
export class PitwallError extends Error {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly fix: string;
  readonly place: Place;
  /** Mistakes that were found together with this one. */
  readonly more: readonly PitwallError[] = [];

  constructor({ code, problem, fix, place, cause }: Problem) {
    const where = place && formatPlace(place);
    super(`${where ? `${where}: ` : ''}${problem}. ${fix}.`, cause === undefined ? undefined : { cause });
    this.name = 'PitwallError';
    this.code = code;
    this.problem = problem;
    this.fix = fix;
    this.place = place ?? {};
  }

  and(more: readonly PitwallError[]): this {
    return Object.assign(this, { more });
  }
}

/** `games.csv:17:4 (season)` */
export function formatPlace({ file, line, column, field }: Place): string {
  const position = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
  if (!field) return position;
  return position ? `${position} (${field})` : field;
}
