import { z } from 'zod';
import { hasAdministrator, refuseOneself, refuseWithoutAdministrator } from '../../access/accounts.ts';
import { accessChanges } from '../../access/actors.ts';
import { holderOf } from '../../access/holder.ts';
import { PitwallError } from '../../core/errors.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { eraseAccount, overwriting } from '../../state/about-person.ts';
import { addErasure, listErasures, listHolds } from '../../state/erasure-table.ts';
import { holdOn } from '../holds.ts';
import { type Found, look, textsOf } from '../look.ts';
import { canonicalText, findPerson, type Person } from '../person.ts';
import { keyOf, seal } from '../person-key.ts';
import { reasonSchema, refuseNaming } from '../reason.ts';

const inputSchema = z.strictObject({ subject: z.string().min(1).max(1_000), reason: reasonSchema.optional() });

interface Prepared {
  readonly person: Person;
  readonly found: Found;
  readonly texts: readonly string[];
  readonly isKnown: boolean;
}

export type Begun = {
  /** Null where there is nothing of them. */
  readonly erasure: string | null;
  readonly person: string | null;
};

/**
 * That somebody is forgotten is decided here, in one transaction; `carryOut` then does it, as often as it takes. What the
 * audit keeps is the id of their key, which is gone afterwards.
 */
export const privacyErase = defineVerb<z.output<typeof inputSchema>, Begun, Prepared>({
  name: 'privacy.erase',
  summary: 'Erase what there is of a person',
  input: inputSchema,
  subject: () => subjectOfServer('privacy'),
  record: ({ reason }, output) => ({ ...output, ...(reason === undefined ? {} : { reason }) }),
  async prepare({ subject, reason }, context) {
    const person = await findPerson(context.state.db, subject);
    refuseNaming(reason, person);
    const refusal = await holdOn(context, person);
    if (refusal) throw refusal;
    const found = await look(context, person);
    const isKnown = (await keyOf(context.state.db, context, canonicalText(person))) !== undefined;
    return { person, found, texts: await textsOf(context, person), isKnown };
  },
  async run(tx, _input, context, { person, found, texts, isKnown }) {
    if (found.predictions + found.labels === 0 && !found.account && !isKnown) return { erasure: null, person: null };
    const text = canonicalText(person);
    const { sealed, key } = await seal(tx, context, text, {
      subject: text,
      texts: [...texts],
      predictions: found.predictions,
      labels: found.labels,
    });
    if ((await listHolds(tx)).some((hold) => hold.person === key)) throw heldMeanwhile();
    const open = (await listErasures(tx, 'open')).find((one) => one.person === key);
    if (open) return { erasure: open.id, person: key };
    const at = context.world.now();
    if (person.kind === 'account') {
      const { id } = person.account;
      refuseOneself(context.actor, (await holderOf(tx, context.actor)).account, id);
      const before = await hasAdministrator(tx);
      await overwriting(tx, () => eraseAccount(tx, id, at));
      await refuseWithoutAdministrator(tx, before);
      accessChanges(context);
    }
    const id = `e-${context.world.random(6).toString('hex')}`;
    await addErasure(tx, { id, person: key, askedAt: at, askedBy: context.actor.name, sealed });
    return { erasure: id, person: key };
  },
});

const heldMeanwhile = (): PitwallError =>
  new PitwallError({
    code: 'privacy.held',
    problem: 'expected somebody who may be erased, and a hold was put on them meanwhile',
    fix: 'Release it when it is over',
  });
