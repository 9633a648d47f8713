import { PitwallError } from '../../core/errors.ts';
import type { Context } from '../../server/context.ts';
import { getAlert, type StoredAlert } from '../../state/alert-table.ts';
import type { Tx } from '../../state/state.ts';
import type { Signal } from '../life/life.ts';
import { enrol } from './enrol.ts';
import { keep } from './keep.ts';
import { signalled } from './measure.ts';
import { noteChange } from './open-alerts.ts';
import { alertSettings, lifeSettingsOf } from './settings.ts';

/** What a person does to an alert: it is in its history, and whoever was told of it is told of that. */
export async function signalAlert(tx: Tx, context: Context, id: string, signal: Signal): Promise<StoredAlert> {
  const before = await getAlert(tx, id);
  if (!before) throw noAlert();
  const settings = alertSettings(context.config);
  const change = signalled(before, signal, {
    settings: lifeSettingsOf(settings, before.rule),
    actor: context.actor.name,
    now: context.world.now(),
  });
  if (change.happened.length === 0) return before;
  await keep(tx, [change]);
  await enrol(tx, [change], { settings, now: context.world.now() });
  await noteChange(tx, { state: context.state, changes: [change] });
  return change.alert ? { ...change.alert, seq: before.seq } : before;
}

export const noAlert = (): PitwallError =>
  new PitwallError({
    code: 'alert.missing',
    problem: 'there is no alert of this id',
    fix: 'Look it up with pitwall alerts list, or at /api/v1/alerts',
  });
