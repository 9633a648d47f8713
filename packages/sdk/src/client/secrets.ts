import { z } from 'zod';
import type { Asking } from './asking.ts';

/** What is told of a secret: never what it holds. */
export const secretSchema = z.object({
  name: z.string(),
  version: z.int().describe('Grows with every new value'),
  key: z.string().describe('Id of the key that it is sealed with'),
  madeAt: z.string(),
  madeBy: z.string(),
  changedAt: z.string(),
});

export type Secret = z.infer<typeof secretSchema>;

export const keptSecretSchema = z.object({ name: z.string(), version: z.int(), key: z.string() });

export type KeptSecret = z.infer<typeof keptSecretSchema>;

export const sealingKeySchema = z.object({
  id: z.string(),
  current: z.boolean().describe('What is sealed from now on is sealed with it'),
  missing: z.boolean().describe('Something is sealed with it, and it is not there'),
  sealed: z.int().describe('So much in the state is sealed with it; backups are not counted'),
});

export type SealingKey = z.infer<typeof sealingKeySchema>;

export const keyRotatedSchema = z.object({
  key: z.string().describe('Id of the new key'),
  before: z.string().describe('Id of the key before it'),
  begun: z.boolean().describe('False where the job that wraps anew runs right now'),
});

export type KeyRotated = z.infer<typeof keyRotatedSchema>;

/** Sealed secrets, of which none is ever answered, and the keys that they are sealed with. */
export interface SecretsClient {
  list(): Promise<{ readonly items: readonly Secret[] }>;
  set(name: string, value: string): Promise<KeptSecret>;
  remove(name: string): Promise<{ readonly name: string }>;
  keys(): Promise<{ readonly owned: boolean; readonly items: readonly SealingKey[] }>;
  rotateKeys(): Promise<KeyRotated>;
  dropKey(key: string): Promise<{ readonly key: string }>;
}

const answers = {
  secrets: z.object({ items: z.array(secretSchema) }),
  removed: z.object({ name: z.string() }),
  keys: z.object({ owned: z.boolean(), items: z.array(sealingKeySchema) }),
  dropped: z.object({ key: z.string() }),
} as const;

export function secretsClient({ get, send }: Asking): SecretsClient {
  const [secrets, keys] = ['/api/v1/secrets', '/api/v1/secret-keys'];
  return {
    list: () => get(answers.secrets, secrets),
    set: (name, value) => send('PUT', keptSecretSchema, `${secrets}/${encodeURIComponent(name)}`, { value }),
    remove: (name) => send('DELETE', answers.removed, `${secrets}/${encodeURIComponent(name)}`),
    keys: () => get(answers.keys, keys),
    rotateKeys: () => send('POST', keyRotatedSchema, `${keys}/rotate`),
    dropKey: (key) => send('DELETE', answers.dropped, `${keys}/${encodeURIComponent(key)}`),
  };
}
