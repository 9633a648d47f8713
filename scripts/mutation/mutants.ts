/** One small change of a program that a test should notice. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly was: string;
  readonly becomes: string;
}

/** The formatter puts spaces round operators between values, and none round those of types. */
const swaps: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/(?<= )(<=|>=|<|>)(?= )/g, (found) => ({ '<': '<=', '<=': '<', '>': '>=', '>=': '>' })[found] ?? found],
  [/(?<= )(===|!==)(?= )/g, (found) => (found === '===' ? '!==' : '===')],
  [/(?<=[\w)\]] )([+*/-])(?= [\w(-])/g, (found) => ({ '+': '-', '-': '+', '*': '/', '/': '*' })[found] ?? found],
  [/(?<=[\w)\]] )([+-]=)(?= )/g, (found) => (found === '+=' ? '-=' : '+=')],
  [/(?<= |^)(&&|\|\|)(?= )/gm, (found) => (found === '&&' ? '||' : '&&')],
  [/\bMath\.(min|max)\b/g, (found) => (found === 'Math.min' ? 'Math.max' : 'Math.min')],
  [/\b(true|false)\b/g, (found) => (found === 'true' ? 'false' : 'true')],
  [/(?<=[ (])!(?=[\w(])/g, () => ''],
  [/(?<![\w.$])(\d[\d_]*(?:\.\d+)?)(?![\w.])/g, (found) => String(Number(found.replaceAll('_', '')) + 1)],
];

/** Every mutant of a TypeScript file, in the order of the text. */
export function mutantsOf(text: string): Mutant[] {
  const code = blankOut(text);
  return swaps
    .flatMap(([pattern, change]) =>
      [...code.matchAll(pattern)].map(({ index, 0: was }) => ({
        start: index,
        end: index + was.length,
        line: text.slice(0, index).split('\n').length,
        was,
        becomes: change(was),
      })),
    )
    .sort((a, b) => a.start - b.start);
}

export const applyMutant = (text: string, { start, end, becomes }: Mutant): string =>
  text.slice(0, start) + becomes + text.slice(end);

/** Comments, texts, imports and declarations of types become spaces: nothing runs there. */
function blankOut(text: string): string {
  const blank = (found: string): string => found.replaceAll(/[^\n]/g, ' ');
  return text
    .replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g, blank)
    .replaceAll(/^(?:import|export (?:type )?\{|export \*)[\s\S]*?;$/gm, blank)
    .replaceAll(/^(?:export )?interface [\s\S]*?^\}$/gm, blank)
    .replaceAll(/^(?:export )?type [\s\S]*?;$/gm, blank)
    .replaceAll(/`(?:[^`\\]|\\.)*`/g, blank);
}
