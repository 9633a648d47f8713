import { join, resolve } from 'node:path';
import { runChecks } from '../../check.ts';
import { loadConfig } from '../../config/load.ts';
import type { Command } from '../../core/command.ts';
import { demoNow, writeCourtside } from '../../demo/index.ts';
import { evaluateModels, modelOf, withModels } from '../../evaluate.ts';
import { writeDemoBaseline } from '../demo-baseline.ts';
import { writeOutput } from '../output-file.ts';
import { reporters } from '../reporters/index.ts';

const reportFile = 'report.html';

export const demoCommand: Command = {
  name: 'demo',
  summary:
    'Write the example, a basketball model whose feed broke, whose data drifted and which loses money, and judge it',
  details: 'The example is made up from a fixed seed; truth.json beside its data tells what was broken.',
  arguments: [],
  options: [
    { name: 'dir', value: 'FOLDER', summary: 'Where to write it', default: 'pitwall-demo' },
    { name: 'serve', summary: 'Run a server on it, and let its week play in' },
    { name: 'data', value: 'FOLDER', summary: 'Data directory of the server', default: './pitwall-data' },
    { name: 'pace', value: 'SECONDS', summary: 'Time from one day of the week to the next', default: '4' },
    { name: 'port', value: 'NUMBER', summary: 'Port of the server; 0 for any that is free', default: '4600' },
  ],
  examples: [
    { command: 'pitwall demo', does: 'A verdict, and a report to look at, in seconds' },
    { command: 'pitwall demo --serve', does: 'A server to look at while a week of games comes in' },
  ],
  async run(invocation, context) {
    // loaded only when it is asked for, like `up`
    if (invocation.given('serve')) return (await import('./demo/serve.ts')).serveDemo(invocation, context);
    const folder = invocation.text('dir') ?? 'pitwall-demo';
    const cwd = resolve(context.cwd, folder);
    await writeCourtside(cwd);
    const loaded = await loadConfig({ file: 'pitwall.yaml', cwd, env: {} });
    if (!loaded) throw new Error('the example has a configuration');
    await writeDemoBaseline(loaded.config, cwd);
    const { config } = loaded;
    const options = { folder: cwd, now: new Date(demoNow), pictures: true };
    const models = Object.entries(config.models).map(([name, settings]) => modelOf(name, settings, config));
    const report = withModels(
      await runChecks({ config, ...options }),
      await evaluateModels(models, { project: config.project, ...options }),
    );
    const { colour, width } = context.terminal;
    await context.write(reporters.pretty(report, { colour, width, quiet: false, failOn: 'never' }));
    await writeOutput(
      join(folder, reportFile),
      context.cwd,
      reporters.html(report, { colour: false, width, quiet: false, failOn: 'never' }),
    );
    context.say(`
The report with pictures:  ${join(folder, reportFile)}
What was really broken:    ${join(folder, 'truth.json')}
Try it on your own data:   pitwall init YOUR.csv, then pitwall check
`);
    return 0;
  },
};
