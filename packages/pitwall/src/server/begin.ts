import { hashOfToken, listTokens } from '../state/token-table.ts';
import { system } from './actor.ts';
import type { Workplace } from './context.ts';
import { perform } from './perform.ts';
import { administratorName, newToken } from './tokens.ts';
import { serverBegin } from './verbs/server-begin.ts';

/** Shown once, to whoever started the server for the first time; of both only hashes are kept. */
export interface FirstKeys {
  readonly token: string;
  /** Part of a link that signs a browser in, once and within an hour. */
  readonly link: string;
}

/**
 * The keys of the first administrator; undefined where there is one. To be called when nothing else can fail any more:
 * keys that were made and not shown lock everybody out.
 */
export async function begin(workplace: Workplace): Promise<FirstKeys | undefined> {
  const known = await listTokens(workplace.state.db);
  if (known.some(({ name, revokedAt }) => name === administratorName && revokedAt === null)) return undefined;
  const keys = { token: newToken(workplace.world), link: newToken(workplace.world) };
  const hashes = { token: hashOfToken(keys.token), link: hashOfToken(keys.link) };
  const { output } = await perform({ ...workplace, actor: system }, serverBegin, hashes);
  return output.begun ? keys : undefined;
}
