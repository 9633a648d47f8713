import type { PermissionAnswer } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { marks } from '../../../core/words.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';

export async function runCan(invocation: Invocation, context: CommandContext): Promise<0 | 1> {
  const [who = '', verb = '', subject = ''] = invocation.arguments;
  const actor = who === 'me' ? undefined : who;
  const answer = await withServer(invocation, context, ({ client }) => client.access.can({ actor, verb, subject }));
  const json = invocation.given('json');
  await context.write(json ? `${JSON.stringify(answer, null, 2)}\n` : answerText(answer, who, context));
  return answer.allowed ? 0 : 1;
}

/** So many rules behind the one that decides are shown. */
const mostRules = 10;

function answerText(answer: PermissionAnswer, who: string, { terminal }: CommandContext): string {
  const { actor, verb, subject, allowed, because, rules } = answer;
  const paint = paintFor(terminal.colour);
  const status = allowed ? 'pass' : 'alert';
  const name = who === 'me' ? `You (${actor})` : who;
  const sentence = `${name} ${allowed ? 'may' : 'may not'} do ${verb} on ${subject}`;
  const others = rules.filter(({ decides }) => !decides);
  const more = others.length - mostRules;
  return [
    `${paint.status(status, marks[status])} ${paint.bold(terminalText(sentence))}`,
    `  ${terminalText(because)}`,
    ...others.slice(0, mostRules).map((rule) => `  ${paint.dim(terminalText(`less specific: ${ruleText(rule)}`))}`),
    ...(more > 0 ? [`  ${paint.dim(`and ${more} more rules: --json shows them`)}`] : []),
    '',
  ].join('\n');
}

function ruleText({ effect, role, verb, subject, on, of }: PermissionAnswer['rules'][number]): string {
  const whose = of === null ? '' : `${of}: `;
  const limit = on === null ? '' : `, granted on ${on}`;
  return `${whose}role ${role} ${effect === 'allow' ? 'allows' : 'denies'} ${verb} on ${subject}${limit}`;
}
