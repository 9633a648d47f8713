/** Deeper is nothing that anybody means, and what walks through it would run out of stack. */
const deepest = 32;

/** Undefined where the text is no JSON, or is JSON that two readers could read in two ways; no JSON means that. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return jsonFault(text, value) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with JSON that could be parsed; undefined where nothing is. */
export function jsonFault(text: string, value: unknown): string | undefined {
  const keys = countKeys(value, 1);
  if (keys === tooDeep) return `expected objects and lists within each other at most ${deepest} deep`;
  if (keys === hostile) return 'expected another name than __proto__';
  // to look at each key takes longer than all the rest, and nearly every text has as many keys as what was made of it
  if (keys === countMarks(text)) return undefined;
  const twice = repeatedKey(text);
  return twice === undefined ? undefined : `expected each key once, found ${JSON.stringify(twice.slice(0, 60))} twice`;
}

const tooDeep = -1;
const hostile = -2;

/** All keys of it, or what is wrong with it. */
function countKeys(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > deepest) return tooDeep;
  let count = 0;
  for (const key in value) {
    if (key === '__proto__') return hostile;
    const inside = countKeys((value as Readonly<Record<string, unknown>>)[key], depth + 1);
    if (inside < 0) return inside;
    count += inside + 1;
  }
  return Array.isArray(value) ? count - value.length : count;
}

function countMarks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) count += 1;
  return count;
}

/** A key that stands in one object more than once, however it is escaped. */
function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') last = token;
    else {
      const key = JSON.parse(last) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
