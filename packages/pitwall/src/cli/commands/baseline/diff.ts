import type { Command } from '../../../core/command.ts';
import { baselinePath, defaultDriftSettings, judgeBaselines, readBaseline } from '../../../drift/index.ts';
import { findHome } from '../../baselines.ts';
import { configOptions } from '../../configuration.ts';
import { assembleDriftReport } from '../../drift-report.ts';
import { fails } from '../../fail-on.ts';
import { failLevel, publish, publishOptions, wantsPictures } from '../../publish.ts';

export const diffCommand: Command = {
  name: 'baseline diff',
  summary: 'Compare two baselines, without their data',
  details:
    'Numbers can be compared where both were counted on the same edges: make the later one with baseline create --like the first.',
  arguments: [
    { name: 'REFERENCE', summary: 'Name, or path of a file' },
    { name: 'CURRENT', summary: 'Name, or path of a file' },
  ],
  options: [...publishOptions, ...configOptions],
  examples: [{ command: 'pitwall baseline diff week-1 week-2', does: 'What moved from one week to the next' }],
  async run(invocation, context) {
    const [before = '', now = ''] = invocation.arguments;
    const { folder } = await findHome(invocation, context);
    const reference = await readBaseline(baselinePath(before, folder), before);
    const current = await readBaseline(baselinePath(now, folder), now);
    const settings = defaultDriftSettings;
    const judged = judgeBaselines(reference, current, {
      dataset: current.name,
      now: context.now,
      settings,
      pictures: wantsPictures(invocation),
    });
    const report = assembleDriftReport(
      judged,
      current.name,
      current.sources.map(({ path, bytes }) => ({ path, format: 'baseline', bytes })),
      context.now,
    );
    await publish(report, invocation, context);
    return fails(report.status, failLevel(invocation)) ? 1 : 0;
  },
};
