import type { DriftPicture } from '@pitwall/sdk';

/** An empty bin is the lowest block; anything above nothing is higher. */
const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

export interface Sparklines {
  readonly reference: string;
  readonly current: string;
}

/** Both on one scale and one axis, so that the same block is the same share. */
export function sparklines(picture: DriftPicture, maximumBars: number): Sparklines {
  const reference = fewer(sharesOf(picture, 'reference'), maximumBars);
  const current = fewer(sharesOf(picture, 'current'), maximumBars);
  const most = Math.max(...reference, ...current);
  return { reference: draw(reference, most), current: draw(current, most) };
}

function sharesOf(picture: DriftPicture, side: 'reference' | 'current'): number[] {
  if (picture.kind === 'categories') {
    const shares = picture.top.map((one) => one[side]);
    return picture.other.reference > 0 || picture.other.current > 0 ? [...shares, picture.other[side]] : shares;
  }
  const { below, above } = picture;
  return [
    ...(below.reference > 0 || below.current > 0 ? [below[side]] : []),
    ...picture[side],
    ...(above.reference > 0 || above.current > 0 ? [above[side]] : []),
  ];
}

/** Neighbours are put together, each bar of as many bins as the others, the last perhaps of fewer. */
function fewer(shares: readonly number[], maximumBars: number): number[] {
  const step = Math.max(1, Math.ceil(shares.length / maximumBars));
  const bars: number[] = [];
  shares.forEach((share, index) => {
    const bar = Math.floor(index / step);
    bars[bar] = (bars[bar] ?? 0) + share;
  });
  return bars;
}

function draw(shares: readonly number[], most: number): string {
  const height = blocks.length - 1;
  return shares.map((share) => blocks[share > 0 ? Math.max(1, Math.round((share / most) * height)) : 0]).join('');
}
