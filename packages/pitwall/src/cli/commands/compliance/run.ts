import { type ComplianceReport, complianceKinds } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { withServer } from '../../connection.ts';
import { assertWritable, writeOutput } from '../../output-file.ts';
import { complianceHtml } from './html.ts';
import { complianceMarkdown } from './markdown.ts';

export async function runComplianceReport(invocation: Invocation, context: CommandContext): Promise<0> {
  const kind = complianceKinds.find((one) => one === invocation.text('kind'));
  if (kind === undefined) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected which report, one of ${complianceKinds.join(', ')}, found none`,
      fix: 'Name it with --kind',
    });
  }
  const output = invocation.text('output');
  if (output !== undefined) await assertWritable(output, context.cwd);
  const time = { from: momentOf(invocation, 'from'), to: momentOf(invocation, 'to') };
  const report = await withServer(invocation, context, ({ client }) => client.privacy.compliance(kind, time));
  const text = render(report, invocation.text('format') ?? 'markdown');
  if (output === undefined) await context.write(text);
  else {
    await writeOutput(output, context.cwd, text);
    context.say(`The report is in ${terminalText(output)}.\n`);
  }
  return 0;
}

function render(report: ComplianceReport, format: string): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  return format === 'html' ? complianceHtml(report) : complianceMarkdown(report);
}

function momentOf(invocation: Invocation, option: 'from' | 'to'): string | undefined {
  const text = invocation.text(option);
  if (text === undefined) return undefined;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(isDay ? `${text}T00:00:00Z` : text)
    : Number.NaN;
  if (Number.isFinite(at)) return new Date(at).toISOString();
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a day like 2026-01-31 or a time with its offset as --${option}, found ${JSON.stringify(visible(text))}`,
    fix: 'Write it like 2026-01-31T00:00:00Z',
  });
}
