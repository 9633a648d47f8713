/** So many of so many comparisons, as a share with its 95 % interval. */
export interface Rate {
  readonly alarms: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval (1927), which holds for few alarms and for none. */
export function rateOf(alarms: number, of: number): Rate {
  const z = 1.959963984540054;
  const share = alarms / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  return { alarms, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
