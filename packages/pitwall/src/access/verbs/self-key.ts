import { z } from 'zod';
import { day } from '../../core/duration.ts';
import { PitwallError } from '../../core/errors.ts';
import { defineVerb } from '../../server/verb.ts';
import type { Json } from '../../state/canonical-json.ts';
import { addCredential } from '../../state/credential-table.ts';
import { accessOf } from '../config.ts';
import { holderOf } from '../holder.ts';
import { secretSchema } from '../links.ts';
import { subjectOfKey } from '../subjects.ts';
import { refuseBeyond } from '../within.ts';
import { grantsSchema } from './account-add.ts';

export const keyNameSchema = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), {
    error: 'expected a name without control characters',
  })
  .describe('What the key is for');

const inputSchema = z.strictObject({
  key: secretSchema.extend({ hint: z.string().max(100) }),
  name: keyNameSchema,
  /** Null: all that whose it is may do, at any time. */
  grants: grantsSchema.min(1).nullable(),
  days: z.number().positive().max(366).optional(),
});

/** The key itself is shown to who asked and kept nowhere. */
export const selfKeyAdd = defineVerb<z.output<typeof inputSchema>, { readonly id: string; readonly until: number }>({
  name: 'self.key_add',
  summary: 'Make a key for a program, which may do no more than whoever makes it',
  input: inputSchema,
  subject: ({ key }) => subjectOfKey({ id: key.id, account: null }),
  record: ({ grants }, output) => ({ grants: grants as unknown as Json, until: output?.until }),
  async run(tx, { key, name, grants, days }, { actor, world, config }) {
    const { account, key: madeWith } = await holderOf(tx, actor);
    if (grants) await refuseBeyond(tx, actor, grants);
    else if (!account) throw withoutGrants();
    const { keyLife, keyLifeMost } = accessOf(config);
    const life = days === undefined ? keyLife : days * day;
    if (life > keyLifeMost) throw tooLong(keyLifeMost);
    const madeAt = world.now();
    // one that was made with another ends with it
    const expiresAt = Math.min(madeAt + life, madeWith?.expiresAt ?? Number.POSITIVE_INFINITY);
    await addCredential(tx, {
      ...key,
      kind: 'key',
      account: account?.id ?? null,
      name,
      grants: grants ?? madeWith?.grants ?? null,
      madeAt,
      madeBy: actor.name,
      expiresAt,
    });
    return { id: key.id, until: expiresAt };
  },
});

const withoutGrants = (): PitwallError =>
  new PitwallError({
    code: 'request.invalid',
    problem: 'expected what the key may do, found nothing',
    fix: 'Say a role, such as service, operator or admin',
    place: { field: 'grants' },
  });

const tooLong = (most: number): PitwallError =>
  new PitwallError({
    code: 'request.invalid',
    problem: `expected a key that lasts at most ${most / day} days, found one that lasts longer`,
    fix: 'Let it last less long, and make another in time',
    place: { field: 'days' },
  });
