/** 0.07 as 7, without the noise of a multiplication: the decimal point is moved in the text of the number. */
export function toPercent(share: number): number {
  return movePoint(share, 2);
}

export function fromPercent(percent: number): number {
  return movePoint(percent, -2);
}

function movePoint(number: number, places: number): number {
  const [digits = '0', exponent = '0'] = String(number).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}
