/** Rows that stand for all: spread evenly, the same at every call, and not in step with a period in the data. */
export interface Spread {
  /** Called with every row in turn; whether to keep it. */
  readonly keeps: () => boolean;
  /** The rows kept before that are to be dropped, once too many were kept: keep those for which it answers true. */
  readonly thin: () => ((kept: number) => boolean) | undefined;
}

const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Keeps at most `limit` rows of a table whose length is not known: row i where the fraction of i × golden ratio is below
 * a bound that is halved whenever there are too many.
 */
export function spreadRows(limit: number): Spread {
  let bound = 1;
  let row = -1;
  let places: number[] = [];
  return {
    keeps: () => {
      row += 1;
      const turns = row * golden;
      const place = turns - Math.floor(turns);
      if (place >= bound) return false;
      places.push(place);
      return true;
    },
    thin: () => {
      if (places.length <= limit) return undefined;
      bound /= 2;
      const before = places;
      places = before.filter((place) => place < bound);
      return (kept) => (before[kept] ?? 1) < bound;
    },
  };
}
