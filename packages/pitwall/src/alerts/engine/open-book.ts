import type { OpenAlert } from '../../state/alert-table.ts';
import { createInhibitor, type Inhibitor } from '../quiet/inhibit.ts';
import { rootOf } from '../root-of.ts';
import type { Change } from './measure.ts';
import type { AlertSettings } from './settings.ts';

/** All that fire, held so that one more of a hundred thousand costs no more than one more of ten. */
export interface OpenBook {
  /** They stay as they are, whatever is put into the book later. */
  all(): readonly OpenAlert[];
  /** Those about a model, a dataset or a component, and whatever is below it. */
  about(root: string): readonly OpenAlert[];
  inhibitor(settings: AlertSettings): Inhibitor;
  /** Whether inhibition would see a difference. */
  differs(changes: readonly Change[]): boolean;
  put(changes: readonly Change[]): void;
}

export function createOpenBook(alerts: readonly OpenAlert[]): OpenBook {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const byRoot = new Map<string, Map<string, OpenAlert>>();
  for (const alert of alerts) file(alert);
  let list: readonly OpenAlert[] | undefined = alerts;
  let asked: { readonly settings: AlertSettings; readonly inhibitor: Inhibitor } | undefined;

  function file(alert: OpenAlert): void {
    const root = rootOf(alert.subject);
    const same = byRoot.get(root) ?? new Map<string, OpenAlert>();
    byRoot.set(root, same.set(alert.id, alert));
  }

  function drop(id: string): void {
    const before = byId.get(id);
    if (!before) return;
    byId.delete(id);
    const root = rootOf(before.subject);
    const same = byRoot.get(root);
    same?.delete(id);
    if (same?.size === 0) byRoot.delete(root);
  }

  return {
    all() {
      list ??= [...byId.values()];
      return list;
    },
    about: (root) => [...(byRoot.get(root)?.values() ?? [])],
    inhibitor(settings) {
      if (asked?.settings !== settings) {
        const { inhibitRules: rules, dependencies } = settings;
        asked = { settings, inhibitor: createInhibitor({ rules, dependencies, sources: byId.values() }) };
      }
      return asked.inhibitor;
    },
    differs: (changes) => changes.some((change) => !isSame(byId.get(change.id), openOf(change))),
    put(changes) {
      for (const change of changes) {
        const after = openOf(change);
        if (isSame(byId.get(change.id), after)) continue;
        list = undefined;
        drop(change.id);
        if (after === undefined) {
          asked?.inhibitor.drop(change.id);
          continue;
        }
        byId.set(after.id, after);
        file(after);
        asked?.inhibitor.put(after.id, after.labels);
      }
    },
  };
}

function openOf({ alert }: Change): OpenAlert | undefined {
  if (alert?.state !== 'firing' && alert?.state !== 'acknowledged') return undefined;
  const { id, subject, severity, labels } = alert;
  return { id, subject, severity, labels };
}

function isSame(one: OpenAlert | undefined, other: OpenAlert | undefined): boolean {
  if (!one || !other) return one === other;
  if (one.subject !== other.subject || one.severity !== other.severity) return false;
  const names = Object.keys(one.labels);
  return (
    names.length === Object.keys(other.labels).length && names.every((name) => one.labels[name] === other.labels[name])
  );
}
