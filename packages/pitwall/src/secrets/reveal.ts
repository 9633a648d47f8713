import type { Workplace } from '../server/context.ts';
import { findSecret } from '../state/secret-table.ts';
import { secretColumn } from './sealed-columns.ts';
import { missingSecret } from './verbs/secret-set.ts';

const reference = /\$\{secret:([^}]*)\}/g;

/** The value of a secret. It goes no further than to where it is used. */
export async function openSecret({ state, keys }: Pick<Workplace, 'state' | 'keys'>, name: string): Promise<string> {
  const secret = await findSecret(state.db, name);
  if (!secret) throw missingSecret(name);
  return keys.open(secret.envelope, secretColumn.context(name)).toString();
}

/**
 * A text of the configuration with its secrets filled in. They are filled in each time that it is used and not when the
 * configuration is read: the state is closed then, what is set anew is in force at once, and no configuration in memory, in
 * `config show` or in an error holds one.
 */
export async function reveal(workplace: Pick<Workplace, 'state' | 'keys'>, text: string): Promise<string> {
  const names = [...new Set([...text.matchAll(reference)].map(([, name = '']) => name))];
  const values = new Map<string, string>();
  for (const name of names) values.set(name, await openSecret(workplace, name));
  return text.replace(reference, (_, name: string) => values.get(name) ?? '');
}
