import { describe, expect, it } from 'vitest';
import { closest } from './suggest.ts';

describe('closest', () => {
  it.each([
    ['home_taem', 'home_team', 'two neighbours swapped'],
    ['hom_team', 'home_team', 'a letter left out'],
    ['home_teams', 'home_team', 'a letter too many'],
    ['Home_Team', 'home_team', 'another case'],
    ['away_tram', 'away_team', 'one letter replaced'],
  ])('takes %s for %s: %s', (word, meant) => {
    expect(closest(word, ['season', 'home_team', 'away_team'])).toBe(meant);
  });

  it('suggests nothing when no candidate is near', () => {
    expect(closest('colour', ['season', 'home_team'])).toBeUndefined();
    expect(closest('a', ['b', 'c'])).toBeUndefined();
    expect(closest('', ['b'])).toBeUndefined();
    expect(closest('season', [])).toBeUndefined();
  });

  it('prefers the nearest, and of equals the first', () => {
    expect(closest('score_hom', ['score_home2', 'score_home'])).toBe('score_home');
    expect(closest('rate', ['date', 'gate'])).toBe('date');
  });

  it('counts a swap as one step and not as two', () => {
    expect(closest('form', ['from'])).toBe('from');
  });

  it('leaves very long words alone', () => {
    expect(closest('x'.repeat(200), ['x'.repeat(200)])).toBeUndefined();
  });
});
