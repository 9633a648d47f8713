import type { Format, Sample } from '../exposition.ts';

export interface ParsedFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly (Sample & { readonly name: string })[];
}

/** Reads an exposition letter by letter, and throws at what the format does not allow. It shares nothing with the writer. */
export function parseExposition(text: string, format: Format): ReadonlyMap<string, ParsedFamily> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const lines = text === '' ? [] : text.slice(0, -1).split('\n');
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('there is no # EOF at the end');
  const families = new Map<string, { type: string; help: string; samples: (Sample & { name: string })[] }>();
  let current = '';
  let help = '';
  for (const line of lines) {
    const described = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s.exec(line);
    if (described) {
      const [, what, name = '', rest = ''] = described;
      if (what === 'HELP') {
        if (families.has(name)) throw new Error(`${name} is described twice`);
        [current, help] = [name, unescaped(rest)];
        continue;
      }
      if (name !== current) throw new Error(`TYPE of ${name} after HELP of ${current}`);
      families.set(name, { type: rest, help, samples: [] });
      continue;
    }
    const family = families.get(current);
    if (!family) throw new Error(`a sample before its TYPE: ${line}`);
    const sample = parseSample(line);
    const wanted = format === 'openmetrics' && family.type === 'counter' ? `${current}_total` : current;
    if (sample.name !== wanted) throw new Error(`${sample.name} stands below ${current}`);
    family.samples.push(sample);
  }
  return families;
}

function parseSample(line: string): Sample & { readonly name: string } {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0];
  if (name === undefined) throw new Error(`no name: ${line}`);
  const labels: Record<string, string> = {};
  let at = name.length;
  if (line[at] === '{') {
    at += 1;
    while (line[at] !== '}') {
      const label = /^[a-zA-Z_][a-zA-Z0-9_]*/.exec(line.slice(at))?.[0];
      if (label === undefined || Object.hasOwn(labels, label)) throw new Error(`no label at ${at}: ${line}`);
      at += label.length;
      if (line.slice(at, at + 2) !== '="') throw new Error(`no value at ${at}: ${line}`);
      at += 2;
      const start = at;
      while (line[at] !== '"') {
        if (at >= line.length) throw new Error(`a value without an end: ${line}`);
        at += line[at] === '\\' ? 2 : 1;
      }
      labels[label] = unescaped(line.slice(start, at));
      at += 1;
      if (line[at] === ',') at += 1;
      else if (line[at] !== '}') throw new Error(`no end of labels at ${at}: ${line}`);
    }
    at += 1;
  }
  const number = /^ (NaN|[+-]Inf|-?\d+(\.\d+)?(e[+-]?\d+)?)$/.exec(line.slice(at))?.[1];
  if (number === undefined) throw new Error(`no number at ${at}: ${line}`);
  const value = number.endsWith('Inf') ? (number.startsWith('-') ? -Infinity : Infinity) : Number(number);
  return { name, labels, value };
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
