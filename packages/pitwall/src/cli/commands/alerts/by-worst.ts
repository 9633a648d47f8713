import { type Alert, type AlertState, compareSeverity } from '@pitwall/sdk';

/** What nobody has and is worst comes first, and of that what fired last. */
export function byWorst(a: Alert, b: Alert): number {
  const order: readonly AlertState[] = ['firing', 'acknowledged', 'pending', 'resolved'];
  return (
    order.indexOf(a.state) - order.indexOf(b.state) ||
    compareSeverity(a.severity, b.severity) ||
    b.since.localeCompare(a.since)
  );
}
