import { basename } from 'node:path';
import { type Column, type Drift, kl, ks, type Mode, psi } from '@pitwall/stats';
import { validate } from './config/validate.ts';
import { inferTypes } from './contracts/index.ts';
import { PitwallError } from './core/errors.ts';
import { openDuckDB } from './data/duckdb/engine.ts';
import { type DataInput, openInput, type SortedInput, sortInput } from './data/input.ts';
import type { ReadOptions } from './data/source.ts';
import type { Table } from './data/table.ts';
import {
  type Baseline,
  baselineEnding,
  baselinePath,
  type ClassicInput,
  classicSchema,
  type DriftInput,
  type DriftResults,
  detectClassicDrift,
  detectDrift,
  driftSchema,
  driftText,
  holdReference,
  measureBaseline,
  nothingDeclared,
  numericColumns,
  type Reference,
  readBaseline,
  readNumbers,
} from './drift/index.ts';

export type { DataInput } from './data/input.ts';
export type { DriftResults, FeatureDrift } from './drift/index.ts';

interface Surroundings {
  /** When to judge as of; the time of each comparison where not said. */
  readonly now?: () => Date;
  /** Paths count from here. */
  readonly cwd?: string;
  /** How files are read, where they do not tell it themselves. */
  readonly read?: ReadOptions;
}

/** The keys of `drift:` in the configuration, or the classic rule with its thresholds. */
export type DetectorOptions = Surroundings & ((DriftInput & { readonly parity?: undefined }) | ClassicInput);

type Detect = (current: SortedInput) => Promise<DriftResults>;

/** Has the world moved since the reference? A thin door over the same slice that the command line uses. */
export class DriftDetector {
  readonly #mode: Mode;
  readonly #detect: Detect;

  /** The reference is read at the first comparison, once for all of them. */
  constructor(reference: DataInput, options: DetectorOptions = {}) {
    const { now, cwd, read, parity, ...settings } = options;
    const surroundings = { now: now ?? (() => new Date()), cwd: cwd ?? process.cwd(), read: read ?? {} };
    const given = sortInput(reference);
    this.#mode = parity ?? 'pitwall';
    this.#detect =
      parity === undefined
        ? ownDetector(given, settings, surroundings)
        : classicDetector(given, { parity, ...settings }, surroundings);
  }

  /** Population stability index, with all that it was made from. */
  computePsi(reference: Column, current: Column, bins = 10): Drift {
    return psi(reference, current, { mode: this.#mode, bins });
  }

  /** The largest distance between the two distribution functions. */
  computeKs(reference: Column, current: Column): Drift {
    return ks(reference, current, { mode: this.#mode });
  }

  /** Kullback–Leibler divergence of the current values from the reference. */
  computeKl(reference: Column, current: Column, bins = 10): Drift {
    return kl(reference, current, { mode: this.#mode, bins });
  }

  async detectDrift(current: DataInput): Promise<DriftResults> {
    return this.#detect(sortInput(current));
  }

  /** Some lines for a person. */
  getDriftReport(results: DriftResults): string {
    return driftText(results);
  }
}

function ownDetector(reference: SortedInput, input: unknown, surroundings: Required<Surroundings>): Detect {
  const settings = validate(driftSchema, input, () => ({}));
  const { now, cwd } = surroundings;
  const prepared = once(async (): Promise<{ readonly baseline: Baseline; readonly reference?: Reference }> => {
    const file = baselineFileIn(reference);
    if (file !== undefined) return { baseline: await readBaseline(baselinePath(file, cwd), file) };
    return withInput(reference, surroundings, [], async (table) => {
      const name = nameOf(reference);
      const declared = { ...nothingDeclared, ignore: settings.ignore };
      const options = { name, dataset: null, declared, infer: inferTypes, now: now() };
      return holdReference(await measureBaseline(table, options));
    });
  });
  return async (current) => {
    const known = await prepared();
    const names = known.baseline.columns.map(({ name }) => name);
    return withInput(current, surroundings, names, (table) =>
      detectDrift(table, known.baseline, {
        dataset: 'data',
        now: now(),
        settings,
        pictures: false,
        reference: known.reference,
      }),
    );
  };
}

function classicDetector(reference: SortedInput, input: unknown, surroundings: Required<Surroundings>): Detect {
  const { thresholds, ignore } = validate(classicSchema, input, () => ({}));
  if (baselineFileIn(reference) !== undefined) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected data as the reference of the classic rule, which measures values, found a baseline of counts',
      fix: "Give the data that the baseline was made from, or leave out parity: 'cbb'",
    });
  }
  const prepared = once(() =>
    withInput(reference, surroundings, [], async (table) =>
      readNumbers(table, await numericColumns(table, ignore, inferTypes)),
    ),
  );
  return async (current) => {
    const known = { name: nameOf(reference), ...(await prepared()) };
    const names = [...known.columns.keys()];
    return withInput(current, surroundings, names, async (table) =>
      detectClassicDrift(known, await readNumbers(table, names), thresholds),
    );
  };
}

async function withInput<Result>(
  input: SortedInput,
  { cwd, read }: Required<Surroundings>,
  names: readonly string[],
  use: (table: Table) => Promise<Result>,
): Promise<Result> {
  const engine = await openDuckDB();
  try {
    return await use(await openInput(engine, input, { cwd, read, names }));
  } finally {
    engine.close();
  }
}

/** What has failed is tried again, because a file may come later. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

function baselineFileIn(input: SortedInput): string | undefined {
  if (!('paths' in input) || input.paths.length > 1) return undefined;
  return input.paths[0].endsWith(baselineEnding) ? input.paths[0] : undefined;
}

function nameOf(input: SortedInput): string {
  if (!('paths' in input)) return 'the reference';
  const [first, ...others] = input.paths;
  return `${basename(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
