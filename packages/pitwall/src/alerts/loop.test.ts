import { describe, expect, it } from 'vitest';
import { hopsLabel, hopsThrough, isLoop, readHops, writeHops } from './loop.ts';

describe('the way of an alert through several installations', () => {
  it('names each once that all of them came through, the last one at the end', () => {
    const labels = [{ [hopsLabel]: 'a,b,e' }, { [hopsLabel]: 'b, a, a' }];
    expect(hopsThrough(labels, 'd')).toEqual(['a', 'b', 'd']);
    expect(hopsThrough(labels, 'a')).toEqual(['b', 'a']);
    expect(hopsThrough([...labels, {}], 'd')).toEqual(['d']);
    expect(hopsThrough([], '')).toEqual([]);
  });

  it('is read back as it was written, and what is no id is left out', () => {
    expect(readHops(writeHops(['a', 'b-1']))).toEqual(['a', 'b-1']);
    expect(readHops(`a,,${'x'.repeat(65)},<b>, c `)).toEqual(['a', 'c']);
    expect(readHops(undefined)).toEqual([]);
    expect(readHops('a,'.repeat(1_000_000)).length).toBeLessThanOrEqual(1_000);
  });

  it('is a loop where it comes back to whoever asks, or is longer than any way that somebody meant', () => {
    expect(isLoop(['a', 'b'], 'b')).toBe(true);
    expect(isLoop(['a', 'b'], 'c')).toBe(false);
    expect(isLoop([], '')).toBe(false);
    expect(isLoop(['1', '2', '3', '4', '5', '6', '7', '8'], 'x')).toBe(false);
    expect(isLoop(['1', '2', '3', '4', '5', '6', '7', '8', '9'], 'x')).toBe(true);
  });

  it('goes round two installations once, and no further', () => {
    const told = hopsThrough([{}], 'a');
    expect(isLoop(told, 'b')).toBe(false);
    const back = hopsThrough([{ [hopsLabel]: writeHops(told) }], 'b');
    expect(isLoop(back, 'a')).toBe(true);
  });
});
