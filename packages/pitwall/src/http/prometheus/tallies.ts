import { sql } from 'kysely';
import type { State } from '../../state/state.ts';

/** Of what is only ever added to: how often each kind of row came since the server was started. */
export interface Tally<Key extends string> {
  /** Counts what came since the last call; with what was counted before. */
  count(state: State): Promise<readonly (Readonly<Record<Key, string>> & { readonly count: number })[]>;
}

interface TallyOptions<Key extends string> {
  /** The number of the last row there is; null of an empty table. */
  last(state: State): Promise<number | null>;
  /** Groups of rows after one and up to another. */
  groups(state: State, after: number, upTo: number): Promise<readonly Readonly<Record<Key | 'count', unknown>>[]>;
  /** The number of the last row that was there before the start; what is counted comes after it. */
  before(state: State): Promise<number>;
  readonly keys: readonly Key[];
}

/** More different ones are counted as one, so that memory stays bounded. */
const mostGroups = 20_000;

/** Numbers are given in the order of commits, so that what was counted once need not be looked at again. */
export function makeTally<Key extends string>({ last, groups, before, keys }: TallyOptions<Key>): Tally<Key> {
  const counted = new Map<string, Readonly<Record<Key, string>> & { count: number }>();
  let position: number | undefined;
  return {
    async count(state) {
      position ??= await before(state);
      const end = (await last(state)) ?? 0;
      if (end > position) {
        for (const group of await groups(state, position, end)) {
          const named = Object.fromEntries(keys.map((key) => [key, String(group[key])])) as Record<Key, string>;
          const key = JSON.stringify(keys.map((one) => named[one]));
          const known = counted.get(key);
          if (known) known.count += Number(group.count);
          else if (counted.size < mostGroups) counted.set(key, { ...named, count: Number(group.count) });
        }
        position = end;
      }
      return [...counted.values()];
    },
  };
}

/** The first step of a subject, as each engine finds it. */
export const firstStep = ({ engine }: Pick<State, 'engine'>, column: string) =>
  engine === 'sqlite'
    ? sql<string>`substr(${sql.ref(column)}, 1, instr(${sql.ref(column)} || '/', '/') - 1)`
    : sql<string>`split_part(${sql.ref(column)}, '/', 1)`;
