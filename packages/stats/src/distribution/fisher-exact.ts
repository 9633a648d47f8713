/** Probabilities this close, relatively, are those of equally likely tables: rounding must not decide which is the rarer. */
const asGoodAsEqual = 1e-10;

/** Below this, rounding stops the ratios from making a probability any smaller. */
const unrepresentable = 1e-306;

/**
 * Fisher's exact test, two-sided: `inReference` of `n` and `inCurrent` of `m` have a property; the probability, given how
 * many have it in all, of a split as unlikely as this one or more. `midP` counts half of what is just as unlikely.
 *
 * The hypergeometric probabilities are walked from the most likely split outwards by their ratios, and only as far as they
 * are representable, so large counts cost little. All terms are positive: the far tail keeps its digits.
 *
 * References: Fisher (1935); Lancaster, Significance tests in discrete distributions (1961), for the mid-p.
 * Cost: about 40 √(n m s f / N³) steps, s and f being how many have the property and how many not: 30,000 at the most
 * for a million against a million. Example: fisherExact(3, 3, 0, 3).p = 0.1.
 */
export function fisherExact(inReference: number, n: number, inCurrent: number, m: number): { p: number; midP: number } {
  const having = inReference + inCurrent;
  const lowest = Math.max(0, having - m);
  const highest = Math.min(having, n);
  const likeliest = Math.min(highest, Math.max(lowest, Math.floor(((n + 1) * (having + 1)) / (n + m + 2))));
  const up = (k: number): number => ((having - k) * (n - k)) / ((k + 1) * (m - having + k + 1));

  let observed = 1;
  for (let k = likeliest; k < inReference && observed > unrepresentable; k += 1) observed *= up(k);
  for (let k = likeliest; k > inReference && observed > unrepresentable; k -= 1) observed /= up(k - 1);
  if (observed <= unrepresentable) return { p: 0, midP: 0 };
  // all that is left out together is too small to change a digit
  const negligible = 1e-25 * observed;

  let [all, rarer, equal] = [0, 0, 0];
  const count = (weight: number): void => {
    all += weight;
    if (Math.abs(weight - observed) <= asGoodAsEqual * observed) equal += weight;
    else if (weight < observed) rarer += weight;
  };
  count(1);
  for (let k = likeliest, weight = 1; k < highest && weight > negligible; k += 1) {
    weight *= up(k);
    count(weight);
  }
  for (let k = likeliest, weight = 1; k > lowest && weight > negligible; k -= 1) {
    weight /= up(k - 1);
    count(weight);
  }
  return { p: (rarer + equal) / all, midP: (rarer + equal / 2) / all };
}
