import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { defineVerb } from '../../server/verb.ts';
import { removeSecret, setSecret } from '../../state/secret-table.ts';
import { secretNameSchema, subjectOfSecret } from '../name.ts';
import { secretColumn } from '../sealed-columns.ts';

export const mostValueBytes = 65_536;

const valueSchema = z
  .string()
  .min(1)
  .refine((value) => Buffer.byteLength(value) <= mostValueBytes, { error: 'expected at most 64 KiB' })
  .refine((value) => value.isWellFormed(), { error: 'expected text of whole characters' });

const inputSchema = z.strictObject({ name: secretNameSchema, value: valueSchema });

/** The value is sealed on its way to the state, and nothing of it is in the audit. */
export const secretSet = defineVerb<z.output<typeof inputSchema>, { readonly version: number; readonly key: string }>({
  name: 'secret.set',
  summary: 'Keep a secret, in the place of the one of this name',
  input: inputSchema,
  subject: ({ name }) => subjectOfSecret(name),
  record: ({ name }, output) => ({ name, version: output?.version, key: output?.key }),
  async run(tx, { name, value }, { keys, world, actor }) {
    const envelope = keys.seal(Buffer.from(value), secretColumn.context(name));
    const version = await setSecret(tx, { name, envelope, at: world.now(), by: actor.name });
    return { version, key: keys.keyOf(envelope) };
  },
});

const nameSchema = z.strictObject({ name: secretNameSchema });

export const secretRemove = defineVerb<z.output<typeof nameSchema>, null>({
  name: 'secret.remove',
  summary: 'Forget a secret',
  input: nameSchema,
  subject: ({ name }) => subjectOfSecret(name),
  record: ({ name }) => ({ name }),
  async run(tx, { name }) {
    if (!(await removeSecret(tx, name))) throw missingSecret(name);
    return null;
  },
});

export const missingSecret = (name: string): PitwallError =>
  new PitwallError({
    code: 'secret.missing',
    problem: `there is no secret ${JSON.stringify(name)}`,
    fix: `Set it: pitwall secrets set ${name}`,
  });
