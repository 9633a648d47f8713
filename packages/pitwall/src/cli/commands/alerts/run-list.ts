import { type AlertState, alertStates, type Severity, severities } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { closest } from '../../../core/suggest.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { limitOf } from '../../asked.ts';
import { withServer } from '../../connection.ts';
import { askedAlert } from './asked-alert.ts';
import { byWorst } from './by-worst.ts';
import { historyLines, shortAlertLines, wholeAlertLines } from './lines.ts';

export async function runAlertsList(invocation: Invocation, context: CommandContext): Promise<0> {
  const matching = invocation.texts('matching');
  const query = {
    state: wordsOf(invocation, 'state', [...alertStates, 'all']) as readonly AlertState[],
    severity: wordsOf(invocation, 'severity', severities) as readonly Severity[] | undefined,
    model: invocation.text('model'),
    subject: invocation.text('subject'),
    rule: invocation.text('rule'),
    matchers: matching.length === 0 ? undefined : matching.join(','),
    quiet: quietOf(invocation),
    cursor: invocation.text('cursor'),
    limit: limitOf(invocation),
  };
  const page = await withServer(invocation, context, ({ client }) => client.alerts.list(query));
  const items = page.items.toSorted(byWorst);
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify({ ...page, items }, null, 2)}\n`);
    return 0;
  }
  if (items.length === 0) context.say('There are none.\n');
  else await context.write(items.map((one) => shortAlertLines(one, context)).join(''));
  if (page.more && page.next !== null) context.say(`There are more: --cursor ${terminalText(page.next)}\n`);
  return 0;
}

function quietOf(invocation: Invocation): boolean | undefined {
  const [only, none] = [invocation.given('silenced'), invocation.given('not-silenced')];
  if (only && none) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected --silenced or --not-silenced, found both',
      fix: 'Leave one of them out',
    });
  }
  return only ? true : none ? false : undefined;
}

function wordsOf(invocation: Invocation, option: string, known: readonly string[]): readonly string[] | undefined {
  const texts = invocation.texts(option);
  const usual = invocation.text(option);
  const given = texts.length > 0 ? texts : usual === undefined ? [] : [usual];
  const words = given.flatMap((text) => text.split(',').map((word) => word.trim()));
  const wrong = words.find((word) => !known.includes(word));
  if (wrong === undefined) return words.length === 0 ? undefined : words;
  const meant = closest(wrong, known);
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected some of ${known.join(', ')} with commas between them as --${option}, found ${JSON.stringify(visible(wrong))}`,
    fix: meant === undefined ? `Write --${option} ${known[0]}` : `Write ${meant}`,
  });
}

export async function runAlertsShow(invocation: Invocation, context: CommandContext): Promise<0> {
  const [id = ''] = invocation.arguments;
  const alert = await withServer(invocation, context, ({ client }) => askedAlert(client, id));
  const json = invocation.given('json');
  await context.write(json ? `${JSON.stringify(alert, null, 2)}\n` : wholeAlertLines(alert, context));
  return 0;
}

export async function runAlertsHistory(invocation: Invocation, context: CommandContext): Promise<0> {
  const [begins = ''] = invocation.arguments;
  const query = { limit: limitOf(invocation), cursor: invocation.text('cursor') };
  const page = await withServer(invocation, context, async ({ client }) => {
    const { id } = await askedAlert(client, begins);
    return client.alerts.history(id, query);
  });
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(page, null, 2)}\n`);
    return 0;
  }
  await context.write(historyLines(page.items, context));
  if (page.more && page.next !== null) context.say(`There are more: --cursor ${terminalText(page.next)}\n`);
  return 0;
}
