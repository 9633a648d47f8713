import { statuses } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { failLevels, fails, isFailLevel } from './fail-on.ts';

describe('fails', () => {
  it.each([
    ['warning', ['warning', 'alert', 'unknown']],
    ['alert', ['alert']],
    ['never', []],
  ] as const)('from %s on: %j', (level, expected) => {
    expect(statuses.filter((status) => fails(status, level)).toSorted()).toEqual([...expected].toSorted());
  });

  it('knows its own levels and no others', () => {
    expect(failLevels.every(isFailLevel)).toBe(true);
    expect(isFailLevel('pass')).toBe(false);
    expect(isFailLevel(undefined)).toBe(false);
  });
});
