import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { addHold, listErasures, listHolds, releaseHold } from '../../state/erasure-table.ts';
import { canonicalText, findPerson, type Person } from '../person.ts';
import { seal } from '../person-key.ts';
import { reasonSchema, refuseNaming } from '../reason.ts';

const holdInput = z.strictObject({ subject: z.string().min(1).max(1_000), reason: reasonSchema });

type Held = { readonly hold: string; readonly person: string };

export const privacyHold = defineVerb<z.output<typeof holdInput>, Held, Person>({
  name: 'privacy.hold',
  summary: 'Keep what there is of a person from being erased',
  input: holdInput,
  subject: () => subjectOfServer('privacy'),
  record: ({ reason }, output) => ({ reason, ...output }),
  async prepare({ subject, reason }, { state }) {
    const person = await findPerson(state.db, subject);
    refuseNaming(reason, person);
    return person;
  },
  async run(tx, { reason }, context, who) {
    const text = canonicalText(who);
    const { sealed, key: person } = await seal(tx, context, text, { subject: text });
    const standing = (await listHolds(tx)).find((hold) => hold.person === person);
    if (standing) return { hold: standing.id, person };
    if ((await listErasures(tx, 'open')).some((erasure) => erasure.person === person)) throw tooLate();
    const id = `h-${context.world.random(6).toString('hex')}`;
    await addHold(tx, { id, person, sealed, reason, madeAt: context.world.now(), madeBy: context.actor.name });
    return { hold: id, person };
  },
});

const releaseInput = z.strictObject({ hold: z.string().min(1).max(100), reason: reasonSchema.optional() });

export const privacyRelease = defineVerb<z.output<typeof releaseInput>, { readonly released: true }>({
  name: 'privacy.release',
  summary: 'Let a person be erased again who was held',
  input: releaseInput,
  subject: () => subjectOfServer('privacy'),
  record: ({ hold, reason }) => ({ hold, ...(reason === undefined ? {} : { reason }) }),
  async run(tx, { hold }, { world }) {
    if (await releaseHold(tx, hold, world.now())) return { released: true };
    throw new PitwallError({
      code: 'privacy.missing',
      problem: `there is no hold ${JSON.stringify(visible(hold))} that stands`,
      fix: 'Look it up with pitwall hold list',
    });
  },
});

const tooLate = (): PitwallError =>
  new PitwallError({
    code: 'privacy.held',
    problem: 'expected somebody who can be held, and their erasure is under way',
    fix: 'It cannot be taken back; look at the list of erasures',
  });
