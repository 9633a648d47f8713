import { describe, expect, it } from 'vitest';
import { wantsColour } from './colour.ts';
import { datasetNameOf } from './dataset-name.ts';
import { readNow } from './now.ts';
import { countPasses, progressText } from './progress.ts';

describe('wantsColour', () => {
  it.each<[typed: string[], env: Record<string, string>, isTerminal: boolean, wanted: boolean]>([
    [[], {}, true, true],
    [[], {}, false, false],
    [[], { TERM: 'dumb' }, true, false],
    [[], { TERM: 'dumb', FORCE_COLOR: '1' }, false, true],
    [[], { FORCE_COLOR: '' }, false, true],
    [[], { FORCE_COLOR: '0' }, true, false],
    [[], { FORCE_COLOR: 'false' }, true, false],
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
    [[], { NO_COLOR: '' }, true, true],
    [['check', '--no-color'], { FORCE_COLOR: '1' }, true, false],
    [['check', '--', '--no-color'], {}, true, true],
  ])('%j with %j on a terminal: %s → %s', (typed, env, isTerminal, wanted) => {
    expect(wantsColour({ typed, env, isTerminal })).toBe(wanted);
  });
});

describe('readNow', () => {
  const clock = new Date('2026-05-01T00:00:00Z');
  const read = (option?: string, variable?: string): string => readNow({ option, variable, clock }).toISOString();

  it('takes the option before the variable before the clock', () => {
    expect(read('2026-01-12', '2026-02-01')).toBe('2026-01-12T00:00:00.000Z');
    expect(read(undefined, '2026-02-01T06:00:00.5+02:00')).toBe('2026-02-01T04:00:00.500Z');
    expect(read(undefined, '')).toBe(clock.toISOString());
    expect(read()).toBe(clock.toISOString());
  });

  it.each(['', 'now', '2026-1-12', '2026-02-30', '2026-01-12T10:00', '2026-01-12T25:00Z', '2026-13-01', '2026'])(
    'refuses %j, which would mean another time on another machine or none',
    (text) => expect(() => read(text)).toThrow('--now'),
  );

  it('says when it was the variable that is wrong', () => {
    expect(() => read(undefined, 'soon')).toThrow('PITWALL_NOW');
  });
});

describe('datasetNameOf', () => {
  it.each([
    ['games.csv', 'games'],
    ['data/week-*.csv.gz', 'week'],
    ['data/*.csv', 'data'],
    ['{a,b}.csv', 'data'],
    ['.hidden.csv', 'data'],
    ['-', 'stdin'],
    ['Spiele 2025.csv', 'Spiele 2025'],
  ])('%s is about %s', (path, name) => expect(datasetNameOf(path)).toBe(name));
});

describe('progress', () => {
  it('counts a new pass where the engine starts again', () => {
    const passes = countPasses();
    expect([undefined, 10, 60, undefined, 5, 5, 90, 20].map(passes)).toEqual([1, 1, 1, 2, 2, 2, 2, 3]);
  });

  it('tells only what it knows', () => {
    expect(progressText({ dataset: 'games', pass: 1, percentage: 41.9, seconds: 2 })).toBe('games: reading 41 %, 2 s');
    expect(progressText({ dataset: 'games', pass: 3, percentage: undefined, seconds: 7 })).toBe(
      'games: reading (pass 3), 7 s',
    );
  });
});
