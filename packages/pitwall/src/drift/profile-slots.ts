import { countNumbers, facetsOf, type NumberCounter, type NumericProfile, type Profile } from '@pitwall/stats';
import type { NumberColumn } from '../data/engine.ts';
import type { Table } from '../data/table.ts';
import type { Baseline, BaselineColumn } from './baseline.ts';
import { type Cells, cellsOf } from './cells.ts';
import type { ComparedColumn } from './columns.ts';
import { type MisfitMask, misfitMasks } from './count-cells.ts';

/** Rows of one slot of time, counted as a baseline is. */
export interface ProfiledSlot {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly rows: number;
  /** In the order of the columns of the baseline. */
  readonly columns: readonly SlotColumn[];
}

export interface SlotColumn {
  readonly misfits: number;
  /** The sides of the column, in the order of `facetsOf`. */
  readonly facets: readonly (NumericProfile | SlotTally)[];
}

export interface SlotTally {
  readonly kind: 'tally';
  /** Of the categories of the baseline, and of some others where it has left out none. */
  readonly counts: ReadonlyMap<string, number>;
  readonly other: number;
  readonly missing: number;
}

export interface SlotOptions {
  /** A column of times, none of which is missing. */
  readonly time: string;
  readonly milliseconds: number;
  /** So many categories that the baseline has not are named in a slot: those that come first by the MD5 of their name. */
  readonly mostNew: number;
  /** Longer names are not among them. */
  readonly longestNew: number;
}

const columnsPerScan = 50;

/** Profiles of all slots of a table in two passes, however many slots there are; rows should be in the order of time. */
export async function profileSlots(
  table: Table,
  { columns }: Pick<Baseline, 'columns'>,
  options: SlotOptions,
): Promise<ProfiledSlot[]> {
  const slots = new Map<number, { rows: number; columns: SlotColumn[] }>();
  for (let start = 0; start < Math.max(1, columns.length); start += columnsPerScan) {
    const turn = await profileTurn(table, columns.slice(start, start + columnsPerScan), options);
    for (const { start: slot, rows, columns: found } of turn) {
      const known = slots.get(slot);
      if (known) known.columns.push(...found);
      else slots.set(slot, { rows, columns: [...found] });
    }
  }
  return [...slots].map(([start, slot]) => ({ start, ...slot })).sort((a, b) => a.start - b.start);
}

/** A side of a column that is there in the baseline, and where its values are in SQL. */
interface Side {
  readonly column: number;
  readonly sql: string;
  readonly profile: Profile;
}

async function profileTurn(
  table: Table,
  columns: readonly BaselineColumn[],
  options: SlotOptions,
): Promise<ProfiledSlot[]> {
  const dimensions = new Map(
    columns.map(({ name, profile }) => [name, profile.kind === 'vector' ? (profile.dimensions ?? 0) : 0]),
  );
  const time: ComparedColumn = { name: options.time, type: 'timestamp', kind: 'time' };
  const cells = cellsOf(table, [...columns, time], dimensions);
  const slotSql = `CAST(floor(${table.engine.dialect.epoch(`v${columns.length}`)} / ${options.milliseconds}) AS DOUBLE)`;
  const sides = columns.map(({ profile }, column) => sidesOf(cells, column, profile));
  const counted = await countNumbersOf(cells, sides.flat(), slotSql);
  const tallies = await countCategoriesOf(cells, sides.flat(), slotSql, columns, options);
  return [...counted].map(([slot, { rows, misfits, profiles }]) => ({
    start: slot * options.milliseconds,
    rows,
    columns: sides.map((own, column): SlotColumn => {
      const wrong = misfits[column] ?? 0;
      return {
        misfits: wrong,
        facets: own.map((side) => {
          const profile = profiles.get(side);
          if (profile) return { ...profile, missing: Math.max(0, profile.missing - wrong) };
          return tallyOf(tallies.get(side)?.get(slot), rows, wrong);
        }),
      };
    }),
  }));
}

function sidesOf({ facets }: Cells, column: number, profile: Profile): Side[] {
  const all = [...(facets[column]?.numbers ?? []), ...(facets[column]?.categories ?? [])];
  return facetsOf(profile).flatMap((facet) => {
    const source = all.find(({ name }) => name === facet.name);
    return source ? [{ column, sql: source.sql, profile: facet.profile }] : [];
  });
}

interface CountedSlot {
  readonly rows: number;
  readonly misfits: readonly number[];
  readonly profiles: ReadonlyMap<Side, NumericProfile>;
}

interface SlotCounter {
  rows: number;
  readonly misfits: number[];
  readonly counters: readonly NumberCounter[];
}

async function countNumbersOf(
  cells: Cells,
  sides: readonly Side[],
  slotSql: string,
): Promise<ReadonlyMap<number, CountedSlot>> {
  const numeric = sides.flatMap((side) =>
    side.profile.kind === 'numeric' ? [{ side, edges: side.profile.edges }] : [],
  );
  const masks = misfitMasks(cells);
  const slots = new Map<number, SlotCounter>();
  const expressions = [slotSql, ...numeric.map(({ side }) => side.sql), ...masks.map(({ sql }) => sql)];
  await cells.table.engine.streamNumbers(
    `SELECT ${expressions.join(', ')} FROM (${cells.source})`,
    (streamed, length) => {
      const [places, ...rest] = streamed;
      if (!places) return;
      // rows come in the order of time, so that a slot is one stretch or few
      for (let from = 0; from < length; ) {
        const place = places.values[from] ?? 0;
        let to = from + 1;
        while (to < length && places.values[to] === place) to += 1;
        count(slotAt(place), rest, masks, from, to);
        from = to;
      }
    },
  );
  return new Map(
    [...slots].map(([slot, { rows, misfits, counters }]) => {
      const profiles = numeric.flatMap(({ side }, index) => {
        const profile = counters[index]?.profile();
        return profile ? [[side, profile] as const] : [];
      });
      return [slot, { rows, misfits, profiles: new Map(profiles) }];
    }),
  );

  function slotAt(place: number): SlotCounter {
    const found = slots.get(place);
    if (found) return found;
    const counters = numeric.map(({ edges }) => countNumbers(edges));
    const made = { rows: 0, misfits: cells.columns.map(() => 0), counters };
    slots.set(place, made);
    return made;
  }
}

function count(
  slot: SlotCounter,
  streamed: readonly NumberColumn[],
  masks: readonly MisfitMask[],
  from: number,
  to: number,
): void {
  slot.rows += to - from;
  slot.counters.forEach(({ addAll }, index) => {
    const column = streamed[index];
    if (column) addAll(column.values.subarray(from, to), column.missing?.subarray(from, to) ?? null);
  });
  masks.forEach((mask, index) => {
    const column = streamed[slot.counters.length + index];
    if (column) mask.count(slot.misfits, column.values.subarray(from, to));
  });
}

/** By slot, how often each category occurs, null among them; those that are not listed are the rest of the rows. */
type Tallies = ReadonlyMap<Side, ReadonlyMap<number, ReadonlyMap<string | null, number>>>;

async function countCategoriesOf(
  { table: { engine }, source }: Cells,
  all: readonly Side[],
  slotSql: string,
  columns: readonly BaselineColumn[],
  { mostNew, longestNew }: SlotOptions,
): Promise<Tallies> {
  const { dialect } = engine;
  const sides = all.filter(({ profile }) => profile.kind === 'categorical');
  const tallies = new Map(sides.map((side) => [side, new Map<number, Map<string | null, number>>()]));
  // three sides of each column are categories at the most, and grouping() has 63 bits
  for (let start = 0; start < sides.length; start += columnsPerScan)
    await tally(sides.slice(start, start + columnsPerScan));
  return tallies;

  async function tally(some: readonly Side[]): Promise<void> {
    const names = some.map((_, index) => `g${index}`);
    const known = some.flatMap(({ profile }, index) =>
      profile.kind === 'categorical'
        ? profile.categories.map((category) => `(${levelOf(index, some.length)}, ${dialect.text(category)})`)
        : [],
    );
    const named = some.flatMap(({ column, profile }, index) =>
      namesNew(columns[column], profile) ? [levelOf(index, some.length)] : [],
    );
    const rows = await engine.query(
      `WITH known(level, value) AS (VALUES ${[...known, "(-1, '')"].join(', ')}),
       grouped AS (SELECT slot, grouping(${names.join(', ')}) AS level, coalesce(${[...names, 'NULL'].join(', ')}) AS value, count(*) AS n
         FROM (SELECT ${slotSql} AS slot, ${some.map(({ sql }, index) => `CAST(${sql} AS VARCHAR) AS g${index}`).join(', ')} FROM (${source}))
         GROUP BY GROUPING SETS (${names.map((name) => `(slot, ${name})`).join(', ')})),
       marked AS (SELECT grouped.*, grouped.value IS NULL OR known.value IS NOT NULL AS listed
         FROM grouped LEFT JOIN known ON grouped.level = known.level AND grouped.value = known.value)
       SELECT slot, level, value, n FROM marked
       WHERE listed OR (length(value) <= ${longestNew} AND level IN (${[...named, -1].join(', ')}))
       QUALIFY listed OR row_number() OVER (PARTITION BY slot, level, listed ORDER BY md5(value)) <= ${mostNew}`,
    );
    const byLevel = new Map(some.map((side, index) => [levelOf(index, some.length), tallies.get(side)]));
    for (const { slot, level, value, n } of rows) {
      const bySlot = byLevel.get(Number(level));
      const counts = bySlot?.get(Number(slot)) ?? new Map<string | null, number>();
      bySlot?.set(Number(slot), counts);
      counts.set(value === null || value === undefined ? null : String(value), Number(n));
    }
  }
}

/** grouping() has a bit for each name, and a 0 where the row is grouped by it. */
const levelOf = (index: number, names: number): number => 2 ** names - 1 - 2 ** (names - 1 - index);

/** Of texts no words are kept that the baseline has not: rare ones could give a row away. */
const namesNew = (column: BaselineColumn | undefined, profile: Profile): boolean =>
  column?.profile === profile && profile.kind === 'categorical' && profile.other === 0;

function tallyOf(found: ReadonlyMap<string | null, number> | undefined, rows: number, misfits: number): SlotTally {
  const listed = [...(found ?? [])].reduce((sum, [, n]) => sum + n, 0);
  const counts = new Map([...(found ?? [])].flatMap(([value, n]) => (value === null ? [] : [[value, n] as const])));
  const nothing = found?.get(null) ?? 0;
  return { kind: 'tally', counts, other: rows - listed, missing: Math.max(0, nothing - misfits) };
}
