import type { CategoricalProfile } from './categorical.ts';
import {
  type Check,
  firstProblem,
  hasFields,
  isCount,
  isFields,
  isFiniteNumber,
  isFiniteOrNull,
  isListOf,
  isText,
  isWord,
  type Problem,
  unexpected,
} from './check-value.ts';
import { type CompositeProfile, facetsOf, facetsOfKind, type Profile, rowsOfProfile } from './composite.ts';
import { finiteOf, type NumericProfile } from './numeric.ts';
import { hours, weekdays } from './time.ts';

/**
 * A profile from parsed JSON, or a sentence that says where it is not one: what was expected and what came. `where`
 * stands before every place, so that a caller names the column: `columns.age.counts[3]: expected …`.
 *
 * Strict: no unknown fields, lists of the lengths that belong together, and sums that agree, because a profile that was
 * damaged on its way would otherwise be a wrong figure later. Facets may come in any order, since not every database
 * keeps the order of fields. Cost: one pass. Example: readProfile(null, 'columns.age') is the text
 * 'columns.age: expected a profile, an object with its kind, got null'.
 */
export function readProfile(value: unknown, where = 'profile'): Profile | string {
  if (!isFields(value)) return unexpected(where, 'a profile, an object with its kind', value);
  const check = typeof value.kind === 'string' ? checks.get(value.kind) : undefined;
  if (!check) return unexpected(`${where}.kind`, `one of ${[...checks.keys()].join(', ')}`, value.kind);
  return versionProblem(value.version, where) ?? check(value, where) ?? (value as unknown as Profile);
}

const version = isWord(1);

function versionProblem(value: unknown, where: string): Problem {
  const problem = version(value, `${where}.version`);
  return problem && `${problem}; make the profile again with this version`;
}

const numericFields = hasFields({
  kind: isWord('numeric'),
  version,
  edges: isListOf(isFiniteNumber, { rising: true }),
  counts: isListOf(isCount),
  missing: isCount,
  nan: isCount,
  negativeInfinity: isCount,
  positiveInfinity: isCount,
  min: isFiniteOrNull,
  max: isFiniteOrNull,
  moments: hasFields({
    n: isCount,
    mean: isFiniteOrNull,
    m2: isFiniteOrNull,
    m3: isFiniteOrNull,
    m4: isFiniteOrNull,
  }),
});

const isNumericProfile: Check = (value, where) =>
  numericFields(value, where) ?? numericProblem(value as NumericProfile, where);

function numericProblem(profile: NumericProfile, where: string): Problem {
  const { edges, counts, min, max, moments } = profile;
  if (counts.length !== edges.length + 1) {
    return unexpected(`${where}.counts`, `${edges.length + 1} counts for ${edges.length} edges`, counts);
  }
  const finite = finiteOf(profile);
  if (moments.n !== finite) return unexpected(`${where}.moments.n`, `${finite}, the sum of counts`, moments.n);
  if ((min === null) !== (finite === 0)) return unexpected(`${where}.min`, nullOrNot(finite), min);
  if ((max === null) !== (finite === 0)) return unexpected(`${where}.max`, nullOrNot(finite), max);
  if (min !== null && max !== null && min > max) return unexpected(`${where}.max`, `${min} (min) or more`, max);
  return isCount(rowsOfProfile(profile), `${where} (all counts together)`);
}

function nullOrNot(finite: number): string {
  return finite === 0 ? 'null, as there is no finite value' : 'a finite number, as there are finite values';
}

const categoricalFields = hasFields({
  kind: isWord('categorical'),
  version,
  cap: (value, where) =>
    Number.isInteger(value) && Number(value) >= 1 ? undefined : unexpected(where, 'a whole number from 1 on', value),
  categories: isListOf(isText, { rising: true }),
  counts: isListOf(isCount),
  other: isCount,
  misfiled: isCount,
  missing: isCount,
});

const isCategoricalProfile: Check = (value, where) =>
  categoricalFields(value, where) ?? categoricalProblem(value as CategoricalProfile, where);

function categoricalProblem(profile: CategoricalProfile, where: string): Problem {
  const { cap, categories, counts, other, misfiled } = profile;
  if (categories.length > cap) return unexpected(`${where}.categories`, `at most ${cap} (the cap)`, categories);
  if (counts.length !== categories.length) {
    return unexpected(`${where}.counts`, `${categories.length} counts, one for each category`, counts);
  }
  if (misfiled > other) return unexpected(`${where}.misfiled`, `at most ${other} (other)`, misfiled);
  return isCount(rowsOfProfile(profile), `${where} (all counts together)`);
}

const checkOfFacet = { numeric: isNumericProfile, categorical: isCategoricalProfile };

function isComposite(kind: CompositeProfile['kind']): Check {
  const known = Object.fromEntries(facetsOfKind[kind].map((facet) => [facet.name, checkOfFacet[facet.kind]]));
  const optional = facetsOfKind[kind].filter((facet) => facet.optional).map(({ name }) => name);
  const isFacets: Check = (value, where) => {
    const absent = isFields(value) ? optional.filter((name) => !Object.hasOwn(value, name)) : [];
    return hasFields(Object.fromEntries(Object.entries(known).filter(([name]) => !absent.includes(name))))(
      value,
      where,
    );
  };
  const fields = hasFields({
    kind: isWord(kind),
    version,
    ...(kind === 'vector' ? { dimensions: isCount } : {}),
    facets: isFacets,
  });
  return (value, where) => fields(value, where) ?? facetsProblem(value as CompositeProfile, `${where}.facets`);
}

/** The categories that a facet lists whatever the data. */
const fixedCategories = new Map([
  ['weekday', [...weekdays].sort().join(', ')],
  ['hour', hours.join(', ')],
]);

function facetsProblem(composite: CompositeProfile, where: string): Problem {
  const rows = rowsOfProfile(composite);
  return firstProblem(facetsOf(composite), ({ name = '', profile }) => {
    const counted = rowsOfProfile(profile);
    if (counted !== rows) return unexpected(`${where}.${name}`, `${rows} rows, as in the first facet`, counted);
    const fixed = fixedCategories.get(name);
    if (fixed === undefined || profile.kind === 'numeric' || profile.categories.join(', ') === fixed) return undefined;
    return unexpected(`${where}.${name}.categories`, fixed, profile.categories.join(', '));
  });
}

const checks: ReadonlyMap<string, Check> = new Map([
  ['numeric', isNumericProfile],
  ['categorical', isCategoricalProfile],
  ['time', isComposite('time')],
  ['text', isComposite('text')],
  ['vector', isComposite('vector')],
]);
