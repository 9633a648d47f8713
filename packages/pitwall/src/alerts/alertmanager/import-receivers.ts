import { integrations } from './integrations.ts';
import { freeName, type Notes } from './notes.ts';
import type { Original, Plain } from './original.ts';

export interface ImportedReceivers {
  readonly channels: Readonly<Record<string, Plain>>;
  readonly receivers: Readonly<Record<string, readonly string[]>>;
  /** What a receiver is called now, where its name is taken. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** These two are there without being configured. */
const always = ['console', 'file'];

/** Each entry of a receiver is a channel; the receiver is the list of them, under its own name. */
export function importReceivers({ receivers: given = [], global = {} }: Original, notes: Notes): ImportedReceivers {
  const renamed = new Map<string, string>();
  for (const [index, { name }] of given.entries()) {
    if (!always.includes(name)) continue;
    const now = freeName(
      `${name}-receiver`,
      given.map((other) => other.name),
    );
    renamed.set(name, now);
    notes.changed.push({
      where: `receivers[${index}]`,
      what: `name ${name}, now ${now}`,
      why: 'a channel is called so',
    });
  }
  const receivers: Record<string, string[]> = {};
  for (const { name } of given) receivers[renamed.get(name) ?? name] = [];
  const channels: Record<string, Plain> = {};
  for (const [index, receiver] of given.entries()) {
    const members = receivers[renamed.get(receiver.name) ?? receiver.name] ?? [];
    for (const [key, entries] of Object.entries(receiver)) {
      if (key === 'name' || !Array.isArray(entries)) continue;
      const known = integrations[key];
      for (const [place, settings] of (entries as readonly Plain[]).entries()) {
        const where = `receivers[${index}].${key}[${place}]`;
        if (known === undefined) {
          const why = `there is no channel for ${key.replace(/_configs$/u, '')}; a webhook or mail may take its place`;
          notes.ignored.push({ where, what: 'the whole entry', why });
          continue;
        }
        const taken = [...Object.keys(channels), ...Object.keys(receivers), ...always];
        const name = freeName(`${receiver.name}-${known.word}`, taken);
        const made = known.translate({ settings, global, where, name, notes });
        if (made === undefined) continue;
        const sends = settings.send_resolved ?? known.sendsResolved;
        channels[name] = { [made.kind]: made.settings, ...(sends === false ? { send_resolved: false } : {}) };
        members.push(name);
      }
    }
    if (members.length === 0 && Object.keys(receiver).length > 1) {
      const why = 'none of its entries could be taken over: what is sent there is told to nobody';
      notes.changed.push({ where: `receivers[${index}]`, what: `receiver ${receiver.name}, now empty`, why });
    }
  }
  return { channels, receivers, renamed };
}
