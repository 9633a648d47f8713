import type { LayeredConfig } from '../config/load.ts';
import type { Json } from '../state/canonical-json.ts';
import type { Context } from './context.ts';
import { perform } from './perform.ts';
import { configReload, type reloadReasons } from './verbs/config-reload.ts';

export type ReloadReason = (typeof reloadReasons)[number];

/** What changed, in the words of `config show`. */
export interface Reloaded {
  readonly changes: Json;
  readonly count: number;
}

/** The configuration that the audit knows of by now; it is the caller's to put it in force. */
export async function reload(
  context: Context,
  because: ReloadReason,
): Promise<{ readonly reloaded: Reloaded; readonly next: LayeredConfig }> {
  let next: LayeredConfig | undefined;
  const readLayers = async (): Promise<LayeredConfig | undefined> => {
    next = await context.readLayers?.();
    return next;
  };
  const { output } = await perform({ ...context, readLayers }, configReload, { because });
  // the verb refuses what has no file
  if (!next) throw new TypeError('Expected a configuration that was read.');
  return { reloaded: output, next };
}
