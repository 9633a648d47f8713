import type { Severity } from '@pitwall/sdk';
import { system } from '../../../server/actor.ts';
import type { Workplace } from '../../../server/context.ts';
import { perform } from '../../../server/perform.ts';
import { listAlerts, type StoredAlert } from '../../../state/alert-table.ts';
import { alertEvaluate } from '../../engine/verb.ts';
import { partKey } from '../match.ts';

async function evaluated(workplace: Workplace, rule: string): Promise<readonly StoredAlert[]> {
  for (let more = true; more; )
    ({
      output: { more },
    } = await perform({ ...workplace, config: workplace.config, actor: system }, alertEvaluate, {}));
  return (await listAlerts(workplace.state.db, { rule, order: 'oldest', limit: 100 })).items;
}

/** What a rule has made of all that was found: each alert with its state and how bad it is. */
export const alertsOf = async (workplace: Workplace, rule: string): Promise<readonly string[]> =>
  (await evaluated(workplace, rule)).map(({ subject, state, severity }) => `${subject} ${state} ${severity}`);

/** How bad each part is of the alerts of a rule that are not over. */
export const standing = async (workplace: Workplace, rule: string): Promise<Readonly<Record<string, Severity>>> =>
  Object.fromEntries(
    (await evaluated(workplace, rule))
      .filter(({ state }) => state !== 'resolved')
      .flatMap(({ parts }) => parts.filter(({ isBad }) => isBad))
      .map((part) => [partKey(part), part.severity]),
  );
