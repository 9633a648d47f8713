import { resolve } from 'node:path';
import type { Manifest } from '../../../backup/manifest.ts';
import { pauseBetween } from '../../../backup/pause.ts';
import { restoreBackup } from '../../../backup/restore.ts';
import { type Sealing, sealingOf } from '../../../backup/sealing.ts';
import { verifyBackup } from '../../../backup/verify.ts';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { formatDuration } from '../../../core/duration.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { count } from '../../../core/words.ts';
import { secretsSchema } from '../../../secrets/config.ts';
import { keyFileOf } from '../../../secrets/key-file.ts';
import { openKeyRing } from '../../../secrets/key-ring.ts';
import { realWorld } from '../../../server/world.ts';
import { readConfiguration } from '../../configuration.ts';

interface Opening {
  readonly sealingOf: (manifest: Manifest) => Promise<Sealing>;
  /** The file of the keys, where they are in one of ours. */
  readonly keyFile: () => string | undefined;
}

/** Opens a backup with the keys of a folder that is named, of the configuration, or of the usual data directory. */
async function openingOf(invocation: Invocation, context: CommandContext): Promise<Opening> {
  const named = invocation.text('keys');
  const layers = await readConfiguration(invocation, context);
  const folder = resolve(context.cwd, named ?? 'pitwall-data');
  const config = named === undefined ? (layers?.config.secrets ?? secretsSchema.parse({})) : secretsSchema.parse({});
  let isUsed = false;
  return {
    sealingOf: async (manifest) => {
      // whoever names keys believes that nobody without them made it
      if (named !== undefined && manifest.key === null) throw notSealed(manifest.id);
      return sealingOf(manifest, (key) => {
        isUsed = true;
        return openKeyRing({
          folder,
          config,
          env: context.env,
          world: realWorld,
          home: layers?.folder ?? folder,
          needed: [key],
        });
      });
    },
    keyFile: () => (isUsed && config.keys === undefined ? keyFileOf(folder) : undefined),
  };
}

const notSealed = (id: string): PitwallError =>
  new PitwallError({
    code: 'backup.damaged',
    problem: `expected a backup that opens with the keys that --keys names, found that ${id} is not encrypted`,
    fix: 'Leave out --keys if it was made so; otherwise find out who could write there: anybody can make such a backup',
  });

const unproven =
  'It is not encrypted, so nobody can tell whether it was made here: whoever can write there can make another.\n';

export async function runVerify(invocation: Invocation, context: CommandContext): Promise<0> {
  const [backup = ''] = invocation.arguments;
  const { sealingOf } = await openingOf(invocation, context);
  const manifest = await verifyBackup({
    backup: resolve(context.cwd, backup),
    sealingOf,
    pause: pauseBetween(() => false),
  });
  await context.write(`${manifest.id} is as it was written: ${describe(manifest)}.\n`);
  if (manifest.key === null) context.say(unproven);
  return 0;
}

export async function runRestore(invocation: Invocation, context: CommandContext): Promise<0> {
  const [backup = ''] = invocation.arguments;
  const data = invocation.text('data') ?? 'pitwall-data';
  const opening = await openingOf(invocation, context);
  const { manifest, milliseconds, configuration } = await restoreBackup({
    backup: resolve(context.cwd, backup),
    data: resolve(context.cwd, data),
    stateUrl: invocation.text('state'),
    sealingOf: opening.sealingOf,
    keyFile: opening.keyFile,
    world: realWorld,
    told: (step) => context.progress(`restoring the ${step}`),
  });
  await context.write(
    `${terminalText(data)} is there again as of ${manifest.made}, after ${formatDuration(milliseconds)}: ${describe(manifest)}.\n`,
  );
  if (manifest.key === null) context.say(unproven);
  if (configuration !== null)
    context.say(`The configuration of then is in ${terminalText(configuration)}: look at it before you use it.\n`);
  return 0;
}

function describe({ events, state }: Manifest): string {
  const predictions = events.models.reduce((sum, one) => sum + one.predictions, 0);
  const labels = events.models.reduce((sum, one) => sum + one.labels, 0);
  return `${count(predictions)} predictions, ${count(labels)} labels, the audit up to entry ${count(state.audit.seq)}`;
}
