/** 1234567 → 1,234,567; written here so that the same report gives the same bytes whatever the locale. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** For axes: 12,500 → 12.5k. */
export function roundCount(value: number): string {
  if (value >= 1e9) return `${Number((value / 1e9).toPrecision(3))}B`;
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value >= 1e4 ? `${Number((value / 1e3).toPrecision(3))}k` : count(value);
}

export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Never rounds something to nothing, nor almost everything to everything. */
export function percent(share: number): string {
  if (share > 0 && share < 0.000_1) return '<0.01%';
  if (share < 1 && share > 0.999_9) return '>99.99%';
  return `${Number((share * 100).toFixed(2))}%`;
}

/** A measured value or an edge: five digits are enough; 2025 stays a year, 20250 becomes 20,250. */
export function quantity(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return String(Number(value.toPrecision(3)));
  if (size < 1e4) return String(Number(value.toPrecision(5)));
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

const day = 86_400_000;

/** Milliseconds since 1970 in UTC, as fine as the span that is shown. */
export function moment(milliseconds: number, span: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return quantity(milliseconds);
  const text = date.toISOString();
  const [dayText = '', timeText = ''] = text.split('T');
  if (span >= 3 * day) return dayText;
  return `${dayText} ${timeText.slice(0, span >= 600_000 ? 5 : 8)}`;
}

/** 2025-03-01T08:30:00.000Z → 2025-03-01 08:30 UTC */
export function instant(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

export function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 1e6) return `${Number((size / 1e3).toPrecision(3))} kB`;
  return size < 1e9 ? `${Number((size / 1e6).toPrecision(3))} MB` : `${Number((size / 1e9).toPrecision(3))} GB`;
}
