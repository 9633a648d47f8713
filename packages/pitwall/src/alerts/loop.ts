import type { Labels } from './labels.ts';

/**
 * What keeps two installations that tell each other, or one that tells itself through something in between, from doing
 * so for ever. Everything that is told names all installations through which it has come, us at the end: in this header
 * of webhooks, and in this label where only labels get through. Whoever receives keeps them in the label, and takes in
 * nothing that names itself.
 */
export const hopsHeader = 'pitwall-hops';
export const hopsLabel = 'pitwall_hops';

const mostHops = 8;

/** Ids of installations, as a header or a label holds them; whatever is none is left out. */
export function readHops(text: string | undefined): readonly string[] {
  return (text ?? '')
    .slice(0, 2_000)
    .split(',')
    .map((one) => one.trim())
    .filter((one) => /^[A-Za-z0-9_-]{1,64}$/.test(one));
}

export const writeHops = (hops: readonly string[]): string => hops.join(',');

/** Through whom all alerts with these labels have come, and us. Each by itself has its own in its label. */
export function hopsThrough(labels: readonly Labels[], installation: string): readonly string[] {
  const [first = [], ...others] = labels.map((one) => readHops(one[hopsLabel]));
  const before = first.filter((one) => one !== installation && others.every((hops) => hops.includes(one)));
  return [...new Set([...before, ...(installation === '' ? [] : [installation])])];
}

/** Whether what came through these has come back to us, or goes in a circle of others. */
export function isLoop(hops: readonly string[], installation: string): boolean {
  return (installation !== '' && hops.includes(installation)) || hops.length > mostHops;
}
