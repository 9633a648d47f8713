import { PitwallError, type Problem } from '../core/errors.ts';

/**
 * What an engine says when the world fails it, in our words. What is nobody's fault but ours (a syntax error, a broken
 * constraint) stays as it is.
 */
export function explain(error: unknown, where: string): unknown {
  if (error instanceof PitwallError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const problem = problemOf(code, error.message);
  return problem ? new PitwallError({ ...problem, place: { file: where }, cause: error }) : error;
}

function problemOf(code: string, message: string): Problem | undefined {
  // libsql gives the open of a file no code of SQLite, but its number: 14 is SQLITE_CANTOPEN
  if (code.startsWith('SQLITE_CANTOPEN') || /Unable to open connection/.test(message)) return unreachable(message);
  if (/^SQLITE_(READONLY|PERM|AUTH|IOERR)/.test(code)) return unreachable(message);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return corrupt(message);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code) || code === '55P03') return busy(message);
  if (/^(SQLITE_FULL|53100|ENOSPC|EDQUOT)$/.test(code)) return full(message);
  if (isUnreachable(code) || lostConnection.test(message)) return unreachable(message || code);
  return undefined;
}

/** pg has no codes for these. The last is what it says of each statement that follows on a connection that broke. */
const lostConnection = /^Connection terminated|timeout exceeded when trying to connect|is not queryable$/;

const failing = [
  // folders and files
  ...['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'EIO'],
  // sockets
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'],
  // Postgres: there is no such database, too many use it, a change was idle for too long
  ...['3D000', '53300', '25P03'],
];

/** Also the classes 08 (connection), 28 (sign-in) and 57P (shutdown) of Postgres. */
function isUnreachable(code: string): boolean {
  return failing.includes(code) || /^(08\w{3}|28\w{3}|57P0\d)$/.test(code);
}

export function corrupt(found: string): Problem {
  return {
    code: 'state.corrupt',
    problem: `Expected a sound state database, found a damaged one (${found})`,
    fix: 'Put a backup in its place, or move it and its -wal file away to begin anew; nothing was changed',
  };
}

export function foreign(found: string): Problem {
  return {
    code: 'state.foreign',
    problem: `Expected a state database of Pitwall, found ${found}`,
    fix: 'Name another data directory or database; nothing was changed',
  };
}

function unreachable(found: string): Problem {
  return {
    code: 'state.unreachable',
    problem: `The state cannot be read or written (${found})`,
    fix: 'See that it is there, that this user may write it, and try again; a change under way may have been made',
  };
}

function busy(found: string): Problem {
  return {
    code: 'state.busy',
    problem: `Another process kept the state locked for too long (${found})`,
    fix: 'Try again, and see what holds it if it goes on',
  };
}

function full(found: string): Problem {
  return {
    code: 'state.full',
    problem: `There is no room left to write the state (${found})`,
    fix: 'Make room on the disk; what was acknowledged is kept, and writing goes on when there is room',
  };
}
