/** Of a packed baseline, in characters: some 10,000 columns. */
export const largestBody = 32 << 20;
