import { inSet, isWord } from './character-set.ts';
import { programOf, type Step } from './program.ts';
import { type Place, readPattern } from './read-pattern.ts';
import { PatternError } from './scanner.ts';

/**
 * Regular expressions of other people, in time that grows with the length of pattern and value and never faster: all
 * ways through the pattern are followed at once, as RE2 does, so that none is tried again.
 */
export interface Pattern {
  /** Whether the whole of the value is matched. */
  matches(value: string): boolean;
}

const longest = 5_000;

/** Throws a PatternError that says what is wrong with the text. */
export function compilePattern(text: string): Pattern {
  if (text.length > longest) throw new PatternError(`it is longer than ${longest} characters`);
  const steps = programOf(readPattern(text));
  return { matches: steps.some(({ kind }) => kind === 'place') ? byPlace(steps) : byMoment(steps) };
}

/** Why a text is not a pattern; undefined where it is one. */
export function patternProblem(text: string): string | undefined {
  try {
    compilePattern(text);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** All that a pattern may be at after the characters so far, and what comes of the next one as far as it was asked. */
interface Moment {
  readonly standing: readonly number[];
  readonly isEnd: boolean;
  readonly next: Map<number, Moment | undefined>;
}

const mostMoments = 500;
const mostAnswers = 5_000;
/** Of all moments of a pattern together: a few numbers each for most, and a thousand for some. */
const mostStanding = 100_000;

/** Where no place matters, what comes next is the same wherever in the value it is, and is remembered. */
function byMoment(steps: readonly Step[]): Pattern['matches'] {
  const moments = new Map<string, Moment>();
  let answers = 0;
  let kept = 0;
  const momentAt = (starts: readonly number[]): Moment => {
    const seen = new Int32Array(steps.length + 1).fill(-1);
    const standing = reach(steps, starts, seen, [], 0).sort((a, b) => a - b);
    const isEnd = seen[steps.length] === 0;
    const key = `${isEnd} ${standing.join()}`;
    const known = moments.get(key);
    if (known) return known;
    const made = { standing, isEnd, next: new Map() };
    kept += standing.length;
    moments.set(key, made);
    return made;
  };
  let first = momentAt([0]);
  const after = (moment: Moment, character: number): Moment | undefined => {
    const known = moment.next.get(character);
    if (known !== undefined || moment.next.has(character)) return known;
    if (moments.size > mostMoments || answers > mostAnswers || kept > mostStanding) {
      moments.clear();
      moment.next.clear();
      answers = 0;
      kept = 0;
      first = momentAt([0]);
    }
    const starts = follow(steps, moment.standing, character);
    const found = starts.length === 0 ? undefined : momentAt(starts);
    moment.next.set(character, found);
    answers++;
    return found;
  };
  return (value) => {
    let moment: Moment | undefined = first;
    for (let at = 0; at < value.length && moment; at++) {
      const character = value.codePointAt(at) ?? 0;
      if (character > 0xffff) at++;
      moment = after(moment, character);
    }
    return moment?.isEnd ?? false;
  };
}

const follow = (steps: readonly Step[], standing: readonly number[], character: number): number[] => {
  const starts: number[] = [];
  for (const at of standing) {
    const step = steps[at];
    if (step?.kind === 'one' && inSet(step.of, character)) starts.push(at + 1);
  }
  return starts;
};

const mostRemembered = 1_000;
/** A longer value is hardly one that comes again. */
const longestRemembered = 100;

function byPlace(steps: readonly Step[]): Pattern['matches'] {
  // the values of labels are few, and come again with every alert
  const remembered = new Map<string, boolean>();
  return (value) => {
    const known = remembered.get(value);
    if (known !== undefined) return known;
    const found = run(steps, value);
    if (value.length > longestRemembered) return found;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(value, found);
    return found;
  };
}

function run(steps: readonly Step[], value: string): boolean {
  const characters = Array.from(value, (character) => character.codePointAt(0) ?? 0);
  const seen = new Int32Array(steps.length + 1).fill(-1);
  let starts = [0];
  for (let position = 0; ; position++) {
    const standing = reach(steps, starts, seen, characters, position);
    const character = characters[position];
    if (character === undefined) return seen[steps.length] === position;
    starts = follow(steps, standing, character);
    if (starts.length === 0) return false;
  }
}

/** All steps that are come to without another character. */
function reach(
  steps: readonly Step[],
  starts: readonly number[],
  seen: Int32Array,
  characters: readonly number[],
  position: number,
): number[] {
  const standing: number[] = [];
  const open = [...starts];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen[at] === position) continue;
    seen[at] = position;
    const step = steps[at];
    if (step === undefined) continue;
    if (step.kind === 'one') standing.push(at);
    else if (step.kind === 'go') open.push(step.to);
    else if (step.kind === 'both') open.push(step.second, step.first);
    else if (isAt(step.at, characters, position)) open.push(at + 1);
  }
  return standing;
}

const newline = 0x0a;

function isAt(place: Place, characters: readonly number[], position: number): boolean {
  const before = characters[position - 1];
  const after = characters[position];
  switch (place) {
    case 'start':
      return position === 0;
    case 'end':
      return after === undefined;
    case 'line start':
      return before === undefined || before === newline;
    case 'line end':
      return after === undefined || after === newline;
    case 'word edge':
      return isWord(before) !== isWord(after);
    case 'no word edge':
      return isWord(before) === isWord(after);
  }
}
