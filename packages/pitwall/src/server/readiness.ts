import { PitwallError } from '../core/errors.ts';
import { fullState } from './commits.ts';
import type { Server } from './open.ts';

export interface Readiness {
  readonly ready: boolean;
  /** What keeps it from its work, in words that say nothing of what it works on. */
  readonly reasons: readonly string[];
}

/** Whether requests can be answered now. A server that is only busy is ready. */
export async function readinessOf(server: Server): Promise<Readiness> {
  const reasons: string[] = [];
  if (server.draining()) reasons.push('the server is stopping');
  try {
    await server.state.db.selectFrom('migration').select('number').limit(1).execute();
  } catch (error) {
    reasons.push(`the state cannot be read (${codeOf(error)})`);
  }
  const full = fullState(server.state, server.world.now());
  if (full) reasons.push(`the state cannot be written (${full.code}): read-only until there is room`);
  const { trouble, readOnly } = server.events.state();
  if (readOnly) reasons.push(`events cannot be kept (${readOnly.code}): read-only until the disk takes them again`);
  if (trouble !== undefined) reasons.push(`events cannot be put into their database (${codeOf(trouble)})`);
  return { ready: reasons.length === 0, reasons };
}

const codeOf = (error: unknown): string => (error instanceof PitwallError ? error.code : 'unexpected');
