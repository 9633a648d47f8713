/** Park and Miller: from 0 up to and without 1, the same numbers on every machine. */
export function seededUniform(seed: number): () => number {
  let state = (seed * 7_919) % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}
