import { PitwallError } from '../core/errors.ts';
import { count, counted } from '../core/words.ts';
import type { JobDefinition } from '../jobs/index.ts';
import { perform } from '../server/perform.ts';
import { hasUntold } from '../state/sealed-table.ts';
import type { SecretsConfig } from './config.ts';
import { sealedByKey } from './sealed-columns.ts';
import { type Rewrapped, secretRewrap } from './verbs/secret-rewrap.ts';
import { rotateJobName } from './verbs/secret-rotate.ts';

/** After a rotation, and by itself where the keys are not ours to rotate. Where there is nothing to do, nothing is told. */
export function rotateJob({ rewrap }: SecretsConfig): JobDefinition {
  return {
    name: rotateJobName,
    summary: 'Wraps what is sealed with an old key anew',
    schedule: rewrap,
    async run({ context, signal }) {
      const { state, keys } = context;
      const sealed = await sealedByKey(state.db);
      const isDone = [...sealed.keys()].every((key) => key === keys.current);
      if (isDone && !(await hasUntold(state.db))) return { detail: 'all is sealed with the current key' };
      const { output } = await perform(context, secretRewrap, { signal });
      if (output.failed > 0) throw unopened(output.failed);
      return { detail: detailOf(output) };
    },
  };
}

function detailOf({ rewrapped, complete }: Rewrapped): string {
  const parts = Object.entries(rewrapped).map(([column, rows]) => `${column} ${count(rows)}`);
  const all = parts.length === 0 ? 'nothing was to be wrapped anew' : `wrapped anew: ${parts.join(', ')}`;
  return complete ? all : `${all}; stopped before the end`;
}

const unopened = (failed: number): PitwallError =>
  new PitwallError({
    code: 'secret.damaged',
    problem: `expected all that is sealed as it was written, found ${counted(failed, 'envelope')} that no key opens`,
    fix: 'See which with pitwall secrets list, and set them anew or bring them back from a backup',
  });
