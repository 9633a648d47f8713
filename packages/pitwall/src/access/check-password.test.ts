import { describe, expect, it } from 'vitest';
import { createGate } from '../core/gate.ts';
import { useServers } from '../http/testing/bench.ts';
import { addPerson, goodPassword } from '../http/testing/people.ts';
import { checkPassword } from './check-password.ts';
import { createHasher, type Hasher } from './hasher.ts';

const servers = useServers();

/** What was compared, in the order in which it was. */
function counting(): Hasher & { readonly kept: (string | null)[] } {
  const real = createHasher();
  const kept: (string | null)[] = [];
  return {
    kept,
    hash: real.hash,
    verify(password, against) {
      kept.push(against);
      return real.verify(password, against);
    },
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

describe('checking a password', () => {
  it('T21: costs one hash for every name, known or not', async () => {
    const { server } = await servers.start();
    await addPerson({ server }, { name: 'ada' });
    for (const [name, password] of [
      ['ada', goodPassword],
      ['ada', 'wrong'],
      ['ada', 'x'.repeat(5_000)],
      ['nobody', goodPassword],
      ['', ''],
    ] as const) {
      const hasher = counting();
      const done = checkPassword(server, { name, password }, hasher);
      if (password === goodPassword && name === 'ada') expect((await done).name).toBe('ada');
      else await expect(done).rejects.toMatchObject({ code: 'auth.wrong' });
      expect(hasher.kept, name).toHaveLength(1);
    }
  });

  it('T21: takes about as long for a name that is unknown', async () => {
    const { server } = await servers.start({ config: { access: { lockout_tries: 20 } } });
    await addPerson({ server }, { name: 'ada' });
    const taken = async (name: string): Promise<number> => {
      const began = performance.now();
      await checkPassword(server, { name, password: 'wrong' }).catch(() => undefined);
      return performance.now() - began;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let round = 0; round < 15; round++) {
      known.push(await taken('ada'));
      unknown.push(await taken('bob'));
    }
    // without a hash it would be over in a hundredth of the time
    expect(median(unknown) / median(known)).toBeGreaterThan(0.3);
    expect(median(unknown) / median(known)).toBeLessThan(3);
  });

  it('takes no more memory and time at once than it was given, and says so to the rest', async () => {
    let most = 0;
    let inside = 0;
    const gate = createGate({ atOnce: 2, waiting: 3, what: 'sign-ins' });
    const watched = {
      enter: gate.enter,
      run: <Result>(work: () => Promise<Result> | Result) =>
        gate.run(async () => {
          inside += 1;
          most = Math.max(most, inside);
          try {
            return await work();
          } finally {
            inside -= 1;
          }
        }),
    };
    const hasher = createHasher(watched);
    const done = await Promise.allSettled(Array.from({ length: 8 }, () => hasher.verify('x', null)));
    expect(most).toBe(2);
    const refused = done.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({ reason: { code: 'server.busy' } });
  });

  it('keeps a password as Argon2id with its costs, different each time', async () => {
    const hasher = createHasher();
    const [one, other] = [await hasher.hash(goodPassword), await hasher.hash(goodPassword)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await hasher.verify(goodPassword, other)).toBe(true);
    expect(await hasher.verify(`${goodPassword} `, other)).toBe(false);
  });
});
