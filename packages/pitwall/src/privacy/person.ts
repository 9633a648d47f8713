import { formatSubject } from '@pitwall/sdk';
import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import { namingColumns, type PersonEvents, type PersonPlace } from '../events/person.ts';
import { type Account, findAccount, getAccount } from '../state/account-table.ts';
import type { Reader } from '../state/state.ts';
import { personalOf } from './config.ts';

/** Whom something is said of: somebody in the events, or somebody who signs in. */
export type Person =
  | { readonly kind: 'person'; readonly value: string }
  | { readonly kind: 'account'; readonly account: Account };

const longest = 500;

/** `person:4711`, `user:ada`, `account:u-abcdefghij`. */
export async function findPerson(db: Reader, text: string): Promise<Person> {
  const [, kind = '', value = ''] = /^(person|user|account):(.+)$/su.exec(text) ?? [];
  // no event can hold a value with these either
  const isFine = value !== '' && value.length <= longest && value.isWellFormed() && !/\p{Cc}/u.test(value);
  if (!isFine) throw notPerson(text);
  if (kind === 'person') return { kind, value };
  const account = kind === 'user' ? await findAccount(db, { name: value.toLowerCase() }) : await getAccount(db, value);
  if (!account || account.erasedAt !== null) throw noAccount(text);
  return { kind: 'account', account };
}

/** What stands for them where it is sealed, and for nothing else. */
export const canonicalText = (person: Person): string =>
  person.kind === 'person'
    ? formatSubject({ kind: 'person', name: person.value })
    : formatSubject({ kind: 'account', name: person.account.id });

interface Models {
  readonly models: Readonly<Record<string, object>>;
}

/** Where the models say whom their predictions are about. */
export function declaredPlaces({ models }: Models): readonly Omit<PersonEvents, 'value'>[] {
  return Object.entries(models).flatMap(([model, settings]) => {
    const personal = personalOf(settings);
    return personal ? [{ model, place: placeOf(personal.subject) }] : [];
  });
}

/** Predictions that name them, as the configuration has it. */
export function eventsOf(config: Models, person: Person): readonly PersonEvents[] {
  if (person.kind === 'account') return [];
  const places = declaredPlaces(config);
  if (places.length === 0) throw undeclared();
  return places.map((place) => ({ ...place, value: person.value }));
}

const prefix = 'features.';

/** A feature that is called like a column of every event is written `features.user`, as everywhere. */
export function placeOf(column: string): PersonPlace {
  const own = namingColumns.find((name) => name === column);
  if (own !== undefined) return { column: own };
  return { feature: column.startsWith(prefix) ? column.slice(prefix.length) : column };
}

const notPerson = (text: string): PitwallError =>
  new PitwallError({
    code: 'privacy.subject',
    problem: `expected whom it is about, like person:4711, user:ada or account:u-abcdefghij, found ${JSON.stringify(visible(text.slice(0, 80)))}`,
    fix: 'Write person: and what the column says that names persons, at most 500 characters of it',
    place: { field: 'subject' },
  });

const noAccount = (text: string): PitwallError =>
  new PitwallError({
    code: 'account.missing',
    problem: `there is no account ${JSON.stringify(visible(text.slice(0, 80)))}`,
    fix: 'Look it up with pitwall user list',
    place: { field: 'subject' },
  });

const undeclared = (): PitwallError =>
  new PitwallError({
    code: 'privacy.undeclared',
    problem: 'expected a model that says which column names persons, found none: where to look is not known',
    fix: 'Write personal: { subject: COLUMN } under the model in pitwall.yaml',
  });
