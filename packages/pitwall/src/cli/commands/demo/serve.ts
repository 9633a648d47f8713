import { resolve } from 'node:path';
import { ownerLink } from '../../../access/begin.ts';
import { loadConfig } from '../../../config/load.ts';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { writeCourtside } from '../../../demo/index.ts';
import { writeDemoBaseline } from '../../demo-baseline.ts';
import { portOf } from '../up/run.ts';
import { type Running, serveUntilAsked } from '../up/serve.ts';
import { playInto } from './play.ts';

/** A week of games is over in a minute, so that somebody watches. */
const quick = [
  'models.home-cover.monitor.schedule=*/5 * * * * *',
  'models.home-cover.monitor.lateness=0s',
  'models.home-cover.monitor.look_back=7d',
  'datasets.games.watch.schedule=5s',
  // what has drifted is told of the model that is given it
  'datasets.games.watch.judge=contract',
];

/** The example on a server of its own: its season has happened, its last week comes in while one looks. */
export async function serveDemo(invocation: Invocation, context: CommandContext): Promise<0> {
  const pace = paceOf(invocation.text('pace') ?? '');
  const port = portOf(invocation.text('port') ?? '');
  const folder = resolve(context.cwd, invocation.text('dir') ?? '');
  await writeCourtside(folder);
  const readLayers = () => loadConfig({ file: 'pitwall.yaml', cwd: folder, env: {}, set: quick });
  const layers = await readLayers();
  if (!layers) throw new Error('the example has a configuration');
  await writeDemoBaseline(layers.config, folder);
  return serveUntilAsked(
    {
      folder: resolve(context.cwd, invocation.text('data') ?? ''),
      stateUrl: undefined,
      host: '127.0.0.1',
      port,
      layers,
      readLayers,
      showsLink: true,
      async started(running) {
        await showLink(running, context);
        await playInto(running, pace);
      },
    },
    // paths of the configuration count from its folder
    { ...context, cwd: folder },
  );
}

/** In milliseconds. */
function paceOf(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,4}(\.\d+)?$/.test(text)) return 1_000 * seconds;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected seconds as --pace, found ${JSON.stringify(text)}`,
    fix: 'Leave --pace out for 4',
  });
}

/** At each start, since whoever tries something out closes the browser in between. */
async function showLink({ server, address }: Running, { say }: CommandContext): Promise<void> {
  const link = await ownerLink(server);
  say(
    `\nLook at it with this link, which takes the place of any before it (once, within an hour):\n  ${address}/sign-in?link=${link}\n\n`,
  );
}
