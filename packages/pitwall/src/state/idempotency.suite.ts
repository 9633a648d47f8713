import { expect, it } from 'vitest';
import { hashOf, type Json } from './canonical-json.ts';
import { forgetRows } from './forget.ts';
import { type Once, once, type RequestKey } from './idempotency-table.ts';
import type { Bench } from './state.suite.ts';
import { addToken, listTokens } from './testing/tokens.ts';

export function idempotencySuite(bench: () => Bench): void {
  const request = (body: Json, change: Partial<RequestKey> = {}): RequestKey => ({
    actor: 'token:ci',
    key: 'k-1',
    verb: 'token.make',
    requestHash: hashOf(body),
    ...change,
  });
  const make = (key: RequestKey, name = 'new'): Promise<Once> =>
    bench().state.change((tx) =>
      once(tx, key, bench().now, async () => {
        await addToken(tx, { hash: `hash of ${name}`, name, at: bench().now });
        return { made: name, list: [1, null, 'é'] };
      }),
    );

  it('is answered as before, and done once', async () => {
    const { now, state } = bench();
    const response = { made: 'new', list: [1, null, 'é'] };
    expect(await make(request({ a: 1, b: 2 }))).toEqual({ kind: 'done', response });
    bench().now += 5;
    expect(await make(request({ b: 2, a: 1 }))).toEqual({ kind: 'replay', response, at: now });
    expect(await listTokens(state.db)).toHaveLength(1);
  });

  it('is done once where it is sent many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => make(request({}))));
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'replay')).toHaveLength(15);
  });

  it('is refused where the key stands for another request', async () => {
    await make(request({ a: 1 }));
    expect(await make(request({ a: 2 }), 'other')).toEqual({ kind: 'mismatch', verb: 'token.make' });
    expect(await make(request({ a: 1 }, { verb: 'token.revoke' }))).toEqual({ kind: 'mismatch', verb: 'token.make' });
    expect(await listTokens(bench().state.db)).toHaveLength(1);
  });

  it('of somebody else has nothing to do with it', async () => {
    await make(request({}));
    expect(await make(request({}, { actor: 'token:other' }), 'other')).toMatchObject({ kind: 'done' });
  });

  it('may be tried again where it failed', async () => {
    const failed = bench().state.change((tx) =>
      once(tx, request({}), 0, async () => {
        throw new Error('no');
      }),
    );
    await expect(failed).rejects.toThrow('no');
    expect(await make(request({}))).toMatchObject({ kind: 'done' });
  });

  it('is forgotten when it is old enough', async () => {
    const { state } = bench();
    await make(request({}));
    bench().now += 10;
    await make(request({}, { key: 'k-2' }), 'other');
    const { now } = bench();
    expect(await state.change((tx) => forgetRows(tx, 'idempotency', { before: now, most: 100 }))).toBe(1);
    expect(await make(request({}, { key: 'k-2' }))).toMatchObject({ kind: 'replay' });
    expect(await make(request({}))).toMatchObject({ kind: 'done' });
  });
}
