import type { KeyObject } from 'node:crypto';
import { system } from '../../server/actor.ts';
import type { Workplace } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { findInstallation, listSigningKeys, type SigningKey } from '../../state/signing-key-table.ts';
import type { State } from '../../state/state.ts';
import { base32 } from '../secret.ts';
import type { Signer } from './access-token.ts';
import { makePair, openPrivate, readPublic } from './key-pair.ts';
import { isDue, jwtRotate } from './verbs/jwt-rotate.ts';

/** What another server retired is believed for so long. */
const believedFor = 2_000;

interface Known {
  readonly at: number;
  readonly issuer: string;
  /** The newest first. */
  readonly keys: readonly SigningKey[];
  readonly public: ReadonlyMap<string, KeyObject>;
}

const known = new WeakMap<State, Known>();
const signers = new WeakMap<State, Signer>();

async function read({ state, world }: Workplace): Promise<Known | undefined> {
  const at = world.now();
  const installation = await findInstallation(state.db);
  if (installation === undefined) return undefined;
  const keys = await listSigningKeys(state.db);
  const found: Known = {
    at,
    issuer: `urn:pitwall:${installation}`,
    keys,
    public: new Map(keys.map((key) => [key.id, readPublic(key)])),
  };
  known.set(state, found);
  return found;
}

export interface VerifyingKey {
  readonly issuer: string;
  readonly key: KeyObject;
}

/** The key of this id, where it is one of ours that is believed. One that is not known may be of another server. */
export async function verifyingKey(workplace: Workplace, id: string): Promise<VerifyingKey | undefined> {
  const before = known.get(workplace.state);
  const now = workplace.world.now();
  const isFresh = before !== undefined && now >= before.at && now < before.at + believedFor && before.public.has(id);
  const found = isFresh ? before : await read(workplace);
  const key = found?.public.get(id);
  return found && key && { issuer: found.issuer, key };
}

/** With what to sign; makes a new key where there is none, or the newest is too old. */
export async function signerOf(workplace: Workplace): Promise<Signer> {
  const { state, world, keys } = workplace;
  let found = await read(workplace);
  if (isDue(found?.keys[0], world.now())) {
    const installation = base32(world.random(16));
    const context = { ...workplace, actor: system };
    await perform(context, jwtRotate, { ...makePair(world, keys), installation });
    found = await read(workplace);
  }
  const [newest] = found?.keys ?? [];
  if (!found || !newest) throw new TypeError('Expected a key to sign with.');
  const opened = signers.get(state);
  if (opened?.id === newest.id) return opened;
  const signer = { issuer: found.issuer, id: newest.id, key: openPrivate(newest, keys) };
  signers.set(state, signer);
  return signer;
}
