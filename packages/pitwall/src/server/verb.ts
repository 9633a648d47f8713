import type { z } from 'zod';
import type { Json } from '../state/canonical-json.ts';
import type { Tx } from '../state/state.ts';
import type { Context } from './context.ts';

/** What an audit entry says of an input. */
export type AuditInput = { readonly [key: string]: Json | undefined };

/** One thing that someone may do. Its name is its permission, and what the audit calls it. */
export interface Verb<Input, Output extends Json, Prepared = undefined> {
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodType<Input>;
  /** To whom or what it is done. */
  subject(input: Input): string;
  /** What else it is done to; one must be allowed to do it to all of them. */
  objects?(input: Input): readonly string[];
  /** What of the input, and of what came of it, stays in the audit for ever: nothing secret, no rows. */
  record(input: Input, output: Output | undefined): AuditInput;
  /** Whether what came of it is nothing that the audit has to tell, such as that nothing was to be done. */
  readonly isIdle?: (output: Output) => boolean;
  /** What makes two requests the same. A verb without it takes no idempotency key. */
  identity?(input: Input): Json;
  /**
   * Work that is durable by itself and may be done twice, such as an append to the journal. It is done before the
   * transaction, in which nothing but the state may be waited for.
   */
  readonly prepare?: (input: Input, context: Context) => Promise<Prepared>;
  run(tx: Tx, input: Input, context: Context, prepared: Prepared): Promise<Output>;
}

export function defineVerb<Input, Output extends Json, Prepared = undefined>(
  verb: Verb<Input, Output, Prepared>,
): Verb<Input, Output, Prepared> {
  return verb;
}
