import type { LayeredConfig } from './load.ts';
import { formatPath, valueAt } from './maps.ts';
import { listSettings, type Setting, settingsOf } from './settings.ts';

/** What a key said and says, as it may be shown; undefined where it does not exist. */
export interface Change {
  readonly key: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** What is in force in one and not in the other, with the defaults; a secret that changed is named and not shown. */
export function changesBetween(before: LayeredConfig, after: LayeredConfig): Change[] {
  const [was, is] = [settingsByKey(before), settingsByKey(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort();
  return keys.flatMap((key) => {
    const [from, to] = [was.get(key), is.get(key)];
    if (from && to && isSame(before, from, after, to)) return [];
    return [{ key, ...(from && { from: from.value }), ...(to && { to: to.value }) }];
  });
}

const settingsByKey = (loaded: LayeredConfig): ReadonlyMap<string, Setting> =>
  new Map(listSettings(settingsOf(loaded, { effective: true })).map((setting) => [formatPath(setting.path), setting]));

/** Held against each other as they are, since two secrets look alike. */
const isSame = (before: LayeredConfig, from: Setting, after: LayeredConfig, to: Setting): boolean =>
  JSON.stringify(valueAt(before.config, from.path)) === JSON.stringify(valueAt(after.config, to.path));
