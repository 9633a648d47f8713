import { openPersonal, pseudonymOf, sealPersonal } from '../audit/personal.ts';
import type { Workplace } from '../server/context.ts';
import type { Json } from '../state/canonical-json.ts';
import type { Reader, Tx } from '../state/state.ts';
import { subjectKeyOf } from '../state/subject-key-table.ts';

type Sealer = Pick<Workplace, 'keys' | 'world'>;

/** What is sealed of somebody, and the id of their key, which stands for them in the audit and says nothing of them. */
export async function seal(tx: Tx, { keys, world }: Sealer, text: string, data: Json) {
  const sealed = await sealPersonal(tx, keys, world, text, data);
  return { sealed, key: sealed.split('.')[1] ?? '' };
}

/** Undefined where nothing was ever sealed of them, or their key is destroyed. None is made. */
export async function keyOf(db: Reader, { keys }: Pick<Sealer, 'keys'>, text: string): Promise<string | undefined> {
  const pseudonym = await pseudonymOf(db, keys, text);
  const found = pseudonym === undefined ? undefined : await subjectKeyOf(db, pseudonym);
  return found?.sealed ? found.id : undefined;
}

export async function unseal(db: Reader, { keys }: Pick<Sealer, 'keys'>, sealed: string): Promise<Json | undefined> {
  const opened = await openPersonal(db, keys, sealed);
  return 'data' in opened ? opened.data : undefined;
}
