/** The first word of a metric, of which there are few: `drift` of `drift.columns`. */
export function areaOf(metric: string): string {
  const [word = ''] = metric.split('.', 1);
  return /^[a-z_]{1,30}$/.test(word) ? word : 'other';
}
