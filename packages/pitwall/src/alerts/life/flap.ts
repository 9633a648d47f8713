/** As many as Nagios looks at. */
const most = 21;

/** The last measurements with one more, oldest first. */
export function remembered(past: string, what: 'b' | 'g'): string {
  return (past + what).slice(-most);
}

/** How often it changed, of as often as it could have; what was never measured is as if it had not changed. */
export function changesShare(past: string): number {
  let changes = 0;
  for (let index = 1; index < past.length; index++) if (past[index] !== past[index - 1]) changes++;
  return changes / (most - 1);
}
