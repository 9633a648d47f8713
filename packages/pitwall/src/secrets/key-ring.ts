import { PitwallError } from '../core/errors.ts';
import type { SecretsConfig } from './config.ts';
import { openWith, readEnvelope, rewrapWith, sealWith } from './envelope.ts';
import type { Key } from './key.ts';
import { addKeyToFile, dropKeyFromFile, type FileWorld, readKeyFile } from './key-file.ts';
import { readSources, readSourcesAtOnce } from './key-sources.ts';

/** Seals what nobody is to read on the disk. An envelope opens only in the context that it was sealed in. */
export interface KeyRing {
  /** Id of the key that new envelopes are sealed with. */
  readonly current: string;
  /** Ids, the newest first. */
  readonly keys: readonly string[];
  /** Whether the keys are ours, in a file in the data directory, or come from where the configuration says. */
  readonly owned: boolean;
  /**
   * `context` says where it stands: table, row and column. It is bound to it, and may be known to anybody. With the id of
   * a key it is sealed with that one, as what belongs together has to be, also where another becomes the current one.
   */
  seal(plain: Uint8Array, context: string, keyId?: string): string;
  /** Throws `secret.key_missing`, `secret.damaged` or `secret.context`; never answers what it was given. */
  open(envelope: string, context: string): Buffer;
  keyOf(envelope: string): string;
  /** To the current key, without touching the data key; as it is where it is there already. */
  rewrap(envelope: string, context: string): string;
  /** A key for one purpose. With the id of a key it stays the same when another becomes the current one. */
  derive(purpose: string, keyId?: string): Buffer;
  /** So many bytes that nobody can guess, for keys of what is sealed otherwise. */
  random(bytes: number): Buffer;
  /** Reads the keys anew; where that fails or one that is needed is gone, those that were there stay. */
  reload(config?: Pick<SecretsConfig, 'keys'>, needed?: readonly string[]): Promise<void>;
  /** Makes a new key the current one; only where the keys are ours. Answers its id, and is durable then. */
  addKey(): string;
  /** Forgets a key that nothing is sealed with any more; only where the keys are ours. */
  dropKey(id: string): void;
}

export interface KeyRingOptions {
  /** The data directory. */
  readonly folder: string;
  readonly config: Pick<SecretsConfig, 'keys'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly world: FileWorld;
  /** Paths of the configuration count from here; the data directory where not said. */
  readonly home?: string;
  /** Ids of keys that something is sealed with: without one of them nothing is opened, and no new file is made. */
  readonly needed?: readonly string[];
}

export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { folder, env, world, home = folder, needed = [] } = options;
  let { config } = options;
  let keys = await read(config);
  requireAll(keys, needed);

  async function read({ keys: sources }: Pick<SecretsConfig, 'keys'>): Promise<readonly Key[]> {
    if (sources) return readSources(sources, { home, env });
    const ours = readKeyFile(folder);
    if (ours) return ours;
    const [wanted] = needed;
    if (wanted !== undefined) throw missing(wanted);
    return [addKeyToFile(folder, world)];
  }

  /** Another server may have brought a new key; a program is asked only by `reload`. */
  function lookAgain(): void {
    try {
      const found = config.keys ? readSourcesAtOnce(config.keys, { home, env }) : (readKeyFile(folder) ?? []);
      const known = new Set(found.map(({ id }) => id));
      if (found.length > 0) keys = [...found, ...keys.filter(({ id }) => !known.has(id))];
    } catch {
      // what is asked for is missing then, which is what the user is told
    }
  }

  const current = (): Key => {
    const [first] = keys;
    if (!first) throw new TypeError('Expected a ring with a key.');
    return first;
  };
  const find = (id: string): Key | undefined => keys.find((key) => key.id === id);
  const require = (id: string): Key => {
    const known = find(id);
    if (known) return known;
    lookAgain();
    const found = find(id);
    if (found) return found;
    throw missing(id);
  };

  return {
    get current() {
      return current().id;
    },
    get keys() {
      return keys.map(({ id }) => id);
    },
    get owned() {
      return config.keys === undefined;
    },
    seal: (plain, context, keyId) =>
      sealWith(keyId === undefined ? current() : require(keyId), plain, context, world.random),
    open(text, context) {
      const envelope = readEnvelope(text);
      return openWith(require(envelope.keyId), envelope, context);
    },
    keyOf: (text) => readEnvelope(text).keyId,
    rewrap(text, context) {
      const envelope = readEnvelope(text);
      const from = require(envelope.keyId);
      const to = current();
      return from.id === to.id ? text : rewrapWith(from, to, envelope, context, world.random);
    },
    derive: (purpose, keyId) => (keyId === undefined ? current() : require(keyId)).derive(purpose),
    random: (bytes) => world.random(bytes),
    async reload(next = config, stillNeeded = needed) {
      const found = await read(next);
      requireAll(found, stillNeeded);
      config = next;
      keys = found;
    },
    addKey() {
      if (config.keys) throw notOurs();
      const key = addKeyToFile(folder, world);
      lookAgain();
      return key.id;
    },
    dropKey(id) {
      if (config.keys) throw notOurs();
      if (id === current().id) throw new TypeError('Expected a key that is not the current one.');
      dropKeyFromFile(folder, id, world);
      keys = keys.filter((key) => key.id !== id);
    },
  };
}

function requireAll(keys: readonly Key[], needed: readonly string[]): void {
  const known = new Set(keys.map(({ id }) => id));
  const wanted = needed.find((id) => !known.has(id));
  if (wanted !== undefined) throw missing(wanted);
}

const missing = (id: string): PitwallError =>
  new PitwallError({
    code: 'secret.key_missing',
    problem: `expected the key ${id}, with which something is sealed, found no such key`,
    fix: 'Bring back keys.json of the data directory, or give that key too in secrets.keys of the configuration',
  });

const notOurs = (): PitwallError =>
  new PitwallError({
    code: 'secret.rotation',
    problem: 'expected keys in a file of ours, found keys that come from where the configuration says',
    fix: 'Put a new key before the others where secrets.keys says that they are, reload, then run the job secrets-rotate',
  });
