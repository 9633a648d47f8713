import type { Grant } from '../permissions/permission.ts';
import type { Context } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { hashOfToken } from '../state/credential-table.ts';
import { newKey } from './secret.ts';
import { selfKeyAdd } from './verbs/self-key.ts';

export interface NewKey {
  readonly name: string;
  /** Null: all that whose it is may do. */
  readonly grants: readonly Grant[] | null;
  readonly days?: number | undefined;
}

export interface MadeKey {
  readonly id: string;
  /** Shown once. */
  readonly token: string;
  readonly until: number;
}

/** A key of whoever asks. */
export async function makeKey(context: Context, { name, grants, days }: NewKey): Promise<MadeKey> {
  const { id, token, hint } = newKey(context.world);
  const input = { key: { id, hash: hashOfToken(token), hint }, name, grants, ...(days === undefined ? {} : { days }) };
  const { output } = await perform(context, selfKeyAdd, input);
  return { id, token, until: output.until };
}
