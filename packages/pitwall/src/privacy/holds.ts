import { PitwallError } from '../core/errors.ts';
import type { Context } from '../server/context.ts';
import { type Hold, listHolds } from '../state/erasure-table.ts';
import { privacyOf } from './config.ts';
import { canonicalText, type Person } from './person.ts';
import { keyOf } from './person-key.ts';

/** Why they must not be erased; undefined where they may. */
export async function holdOn(context: Context, person: Person): Promise<PitwallError | undefined> {
  const text = canonicalText(person);
  const names = person.kind === 'person' ? [`person:${person.value}`] : [text, `user:${person.account.name}`];
  if (privacyOf(context.config).hold.some((held) => names.includes(held))) {
    return held('the configuration holds them', 'Take them out of privacy.hold in pitwall.yaml when the hold is over');
  }
  const hold = await standingHold(context, text);
  return (
    hold &&
    held(`a hold stands since ${new Date(hold.madeAt).toISOString()}`, `When it is over: pitwall release ${hold.id}`)
  );
}

async function standingHold(context: Context, text: string): Promise<Hold | undefined> {
  const { db } = context.state;
  const key = await keyOf(db, context, text);
  return key === undefined ? undefined : (await listHolds(db)).find(({ person }) => person === key);
}

const held = (why: string, fix: string): PitwallError =>
  new PitwallError({ code: 'privacy.held', problem: `expected somebody who may be erased, and ${why}`, fix });
