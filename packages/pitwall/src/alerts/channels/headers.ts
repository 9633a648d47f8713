import { z } from 'zod';
import type { Outcome, SendTools } from './channel.ts';

export const headersSchema = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'expected the name of a header'), z.string())
  .default({})
  .describe(`Headers that are sent with it; \${secret:NAME} is replaced`);

export const badHeader: Outcome = {
  kind: 'refused',
  detail: 'expected headers that hold one line of plain characters, found one with others; look at the secrets in them',
};

/** By name in small letters, so that ours take the place of them; undefined where one holds what no header may. */
export async function revealHeaders(
  headers: Readonly<Record<string, string>>,
  tools: Pick<SendTools, 'reveal'>,
): Promise<Record<string, string> | undefined> {
  const entries = await Promise.all(
    Object.entries(headers).map(async ([name, value]) => [name.toLowerCase(), await tools.reveal(value)] as const),
  );
  return entries.every(([, value]) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    ? Object.fromEntries(entries)
    : undefined;
}
