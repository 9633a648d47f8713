type Plain = Readonly<Record<string, unknown>>;

/**
 * Puts the keys of one object after the other in order. What comes from one service has the same keys each time, so the
 * order that was found last is most often the next one as well; to find it takes as long as to write the whole event.
 * No key may be `__proto__`, which is none when it is assigned to.
 */
export function createKeySorter(): (record: Plain) => Plain {
  let found: readonly string[] = [];
  let order: readonly string[] = [];
  let isInOrder = true;
  return (record) => {
    const keys = Object.keys(record);
    if (!areSame(keys, found)) {
      found = keys;
      order = keys.toSorted();
      isInOrder = areSame(keys, order);
    }
    if (isInOrder) return record;
    const sorted: Record<string, unknown> = {};
    for (const name of order) sorted[name] = record[name];
    return sorted;
  };
}

function areSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}
