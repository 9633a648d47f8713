import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AskedErasure, Certificate } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { counted } from '../../../core/words.ts';
import { withServer } from '../../connection.ts';
import { assertWritable, writeOutput } from '../../output-file.ts';
import { openSplit } from './split.ts';

function subjectOf(invocation: Invocation): string {
  const subject = invocation.text('subject');
  if (subject !== undefined && subject !== '') return subject;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected whom it is about, found nobody',
    fix: 'Name them with --subject, like --subject person:4711',
  });
}

export async function runErase(invocation: Invocation, context: CommandContext): Promise<0> {
  const subject = subjectOf(invocation);
  const output = invocation.text('output');
  if (output !== undefined) await assertWritable(output, context.cwd);
  const reason = invocation.text('reason');
  const dryRun = invocation.given('dry-run');
  const asked = await withServer(invocation, context, ({ client }) =>
    client.privacy.erase({ subject, reason, dryRun }),
  );
  const certificate = asked.erasure?.certificate;
  if (output !== undefined && certificate) {
    await writeOutput(output, context.cwd, `${JSON.stringify(asked.erasure, null, 2)}\n`);
    context.say(`The certificate is in ${terminalText(output)}.\n`);
  }
  await context.write(invocation.given('json') ? `${JSON.stringify(asked, null, 2)}\n` : words(asked));
  return 0;
}

function words({ dryRun, found, held, erasure }: AskedErasure): string {
  const there = `${counted(found.predictions, 'prediction')}, ${counted(found.labels, 'label')}, ${found.auditEntries} in the audit${found.account ? ', an account' : ''}`;
  if (dryRun) return `There is: ${there}.\n${held === null ? '' : `It would not be erased: ${terminalText(held)}.\n`}`;
  if (!erasure) return 'There is nothing of them here.\n';
  return erasure.certificate ? certificateWords(erasure.certificate) : `It is under way: erasure ${erasure.id}.\n`;
}

function certificateWords({ erasure, events, rewritten, audit, left, backups, account }: Certificate): string {
  return [
    `Erased: ${counted(events.predictions, 'prediction')}, ${counted(events.labels, 'label')}${account ? ', an account' : ''}; blacked out in ${rewritten} findings and windows.`,
    `Erasure ${erasure}, entry ${audit} of the audit. What is sealed of them there is unreadable from now on.`,
    ...left.map((one) => `Still there: ${terminalText(one)}.`),
    backups.last === null
      ? 'This server made no backup before.'
      : `Backups up to ${backups.last} still hold it, kept ${terminalText(backups.kept)}.`,
    '',
  ].join('\n');
}

export async function runExport(invocation: Invocation, context: CommandContext): Promise<0> {
  const subject = subjectOf(invocation);
  const output = invocation.text('output');
  const folder = output === undefined ? undefined : resolve(context.cwd, output);
  const isFolder = folder !== undefined && (await stat(folder).catch(() => undefined))?.isDirectory() === true;
  if (output !== undefined && !isFolder) await assertWritable(output, context.cwd);
  const split = folder === undefined ? undefined : openSplit(folder, isFolder);
  await withServer(invocation, context, async ({ client }) => {
    for await (const bytes of client.privacy.export(subject)) {
      await (split ? split.write(bytes) : context.write(Buffer.from(bytes)));
    }
  });
  if (!split) return 0;
  const { records } = await split.close();
  context.say(`${counted(records, 'record')} in ${terminalText(output ?? '')}.\n`);
  return 0;
}

export async function runHold(invocation: Invocation, context: CommandContext): Promise<0> {
  const json = invocation.given('json');
  if (invocation.text('subject') === undefined) {
    const holds = await withServer(invocation, context, ({ client }) => client.privacy.holds());
    if (json) await context.write(`${JSON.stringify(holds, null, 2)}\n`);
    else if (holds.items.length === 0) context.say('Nobody is held.\n');
    for (const { id, subject, reason, madeAt } of json ? [] : holds.items) {
      await context.write(`${id}  ${terminalText(subject ?? 'erased')}  since ${madeAt}: ${terminalText(reason)}\n`);
    }
    if (holds.configured > 0 && !json) context.say(`${holds.configured} more stand in pitwall.yaml.\n`);
    return 0;
  }
  const subject = subjectOf(invocation);
  const reason = invocation.text('reason') ?? '';
  if (reason === '') {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected why they are held, found nothing',
      fix: 'Say it with --reason, without naming the person',
    });
  }
  const held = await withServer(invocation, context, ({ client }) => client.privacy.hold({ subject, reason }));
  await context.write(json ? `${JSON.stringify(held, null, 2)}\n` : `Held: ${held.hold}.\n`);
  return 0;
}

export async function runRelease(invocation: Invocation, context: CommandContext): Promise<0> {
  const [hold = ''] = invocation.arguments;
  const released = await withServer(invocation, context, ({ client }) => client.privacy.release(hold));
  await context.write(
    invocation.given('json') ? `${JSON.stringify(released, null, 2)}\n` : `${terminalText(hold)} is released.\n`,
  );
  return 0;
}
