export interface SliceFacts {
  readonly column: string;
  readonly segment: string;
  /** Part of the change, net of chance, that is gone without the slice's doing: at most 1. */
  readonly explained: number;
  readonly kind: 'mix' | 'inside';
  readonly shareCurrent: number;
  readonly shareReference: number;
}

/** A slice as a plain sentence about the drifted column. */
export function wordsOfSlice(drifted: string, slice: SliceFacts): string {
  const { column, segment, shareCurrent, shareReference } = slice;
  const named = `${column} = ${segment}`;
  const gone = slice.explained >= 0.995 ? 'the change is gone' : `${percent(slice.explained)} of the change is gone`;
  if (slice.kind === 'inside')
    return `${drifted} moved in ${named} (${percent(shareCurrent)} of rows): without it ${gone}`;
  if (shareReference === 0)
    return `${drifted} moved as ${named} is new (${percent(shareCurrent)} of rows): without it ${gone}`;
  if (shareCurrent === 0)
    return `${drifted} moved as ${named} is no more (${percent(shareReference)} of rows before): with it back ${gone}`;
  const shares = `from ${percent(shareReference)} to ${percent(shareCurrent)} of rows`;
  return `${drifted} moved as ${named} went ${shares}: without that ${gone}`;
}

/** A share in per cent; below ten with one digit more, as 0.4 % is not 0 %. */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (hundredths > 0 && hundredths < 0.1) return 'under 0.1 %';
  return `${hundredths < 9.95 ? Number(hundredths.toFixed(1)) : Math.round(hundredths)} %`;
}
