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
  'account.exists',
  'account.last',
  'account.missing',
  'alert.loop',
  'alert.missing',
  'alert.production',
  'alert.state',
  'arguments.invalid',
  'arguments.unknown',
  'auth.beyond',
  'audit.broken',
  'audit.checkpoint',
  'audit.entry',
  'auth.denied',
  'auth.invalid',
  'auth.kept',
  'auth.link',
  'auth.missing',
  'auth.origin',
  'auth.password_none',
  'auth.password_weak',
  'auth.self',
  'auth.slow',
  'auth.wrong',
  'backup.damaged',
  'backup.full',
  'backup.missing',
  'backup.newer',
  'backup.place',
  'backup.running',
  'backup.target',
  'backup.unfinished',
  'backup.unwritable',
  'baseline.dataset',
  'baseline.exists',
  'baseline.invalid',
  'baseline.merge',
  'baseline.missing',
  'baseline.version',
  'channel.missing',
  'compliance.period',
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
  'delivery.missing',
  'delivery.state',
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
  'oidc.denied',
  'oidc.missing',
  'oidc.refused',
  'oidc.state',
  'oidc.unavailable',
  'output.unwritable',
  'outward.failed',
  'outward.refused',
  'privacy.held',
  'privacy.missing',
  'privacy.reason',
  'privacy.subject',
  'privacy.undeclared',
  'request.encoding',
  'request.framing',
  'request.headers',
  'request.host',
  'request.invalid',
  'request.key_reused',
  'request.media_type',
  'request.method',
  'request.path',
  'request.slow',
  'request.too_large',
  'request.too_many',
  'request.unknown',
  'role.built_in',
  'role.exists',
  'role.missing',
  'role.used',
  'route.later',
  'secret.context',
  'secret.damaged',
  'secret.key_exposed',
  'secret.key_invalid',
  'secret.key_missing',
  'secret.key_unavailable',
  'secret.key_used',
  'secret.missing',
  'secret.newer',
  'secret.rotation',
  'server.address',
  'server.busy',
  'server.certificate',
  'server.failed',
  'server.missing',
  'server.stopping',
  'server.unreachable',
  'session.missing',
  'silence.all',
  'silence.ended',
  'silence.missing',
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
  'token.missing',
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
