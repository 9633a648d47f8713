const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** `12 minutes ago`, `in 3 hours`, `just now` */
export function ago(time: string, now: Date): string {
  const distance = now.getTime() - Date.parse(time);
  if (Number.isNaN(distance)) return time;
  const [unit, size] = units.find(([, milliseconds]) => Math.abs(distance) >= milliseconds) ?? ['second', 1_000];
  const count = Math.floor(Math.abs(distance) / size);
  if (count === 0) return 'just now';
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return distance < 0 ? `in ${words}` : `${words} ago`;
}
