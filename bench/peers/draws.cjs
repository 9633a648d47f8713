// Numbers for data that are made in memory: the same on every machine.

/** Uniform from 0 to 1, by a generator of 32 bits: good enough to be sorted by. */
function uniforms(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Normal with mean 0 and deviation 1. */
function normals(seed) {
  const draw = uniforms(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(draw()));
    return radius * Math.cos(2 * Math.PI * draw());
  };
}

module.exports = { uniforms, normals };
