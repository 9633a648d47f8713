import { makeKey } from '../../access/make-key.ts';
import { newAccountId } from '../../access/secret.ts';
import { accountAdd } from '../../access/verbs/account-add.ts';
import type { Grant } from '../../permissions/permission.ts';
import { system } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import type { Bench } from './bench.ts';

export interface Somebody {
  /** `u-…` */
  readonly id: string;
  /** Of a key that may do all that they may do. */
  readonly token: string;
  readonly keyId: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** Somebody with an account and no password, who asks with a key of their own. */
export async function addSomebody(bench: Bench, name: string, grants: readonly Grant[]): Promise<Somebody> {
  const { server } = bench;
  const id = newAccountId(server.world);
  await perform({ ...server, actor: system }, accountAdd, { id, name, grants });
  const themselves = { ...server, actor: { name: `user:${id}`, permissions: 'all' } } as const;
  const key = await makeKey(themselves, { name: 'test', grants: null });
  return {
    id,
    token: key.token,
    keyId: key.id,
    ask: (path, init = {}) =>
      bench.ask(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${key.token}` } }),
  };
}
