import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a gate', () => {
  it('lets so many in, keeps so many waiting in order, and refuses the rest', async () => {
    const gate = createGate({ atOnce: 2, waiting: 2, what: 'reads' });
    const inside: number[] = [];
    const leaves: (() => void)[] = [];
    const enter = (nr: number) =>
      gate.enter().then((leave) => {
        inside.push(nr);
        leaves.push(leave);
      });
    const all = [1, 2, 3, 4].map(enter);
    await turn();
    expect(inside).toEqual([1, 2]);
    await expect(gate.enter()).rejects.toMatchObject({ code: 'server.busy' });
    leaves[0]?.();
    leaves[0]?.();
    await turn();
    expect(inside).toEqual([1, 2, 3]);
    for (let left = 1; left < 4; left += 1) {
      leaves[left]?.();
      await turn();
    }
    await Promise.all(all);
    expect(inside).toEqual([1, 2, 3, 4]);
  });

  it('gives the place back where the work fails', async () => {
    const gate = createGate({ atOnce: 1, waiting: 0, what: 'reads' });
    const fail = () => Promise.reject(new Error('no'));
    await expect(gate.run(fail)).rejects.toThrow('no');
    expect(await gate.run(() => 7)).toBe(7);
  });
});
