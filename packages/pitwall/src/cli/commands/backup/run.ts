import { setTimeout as rest } from 'node:timers/promises';
import type { Backup, BackupBegun, Backups, Client, Status } from '@pitwall/sdk';
import type { CommandContext, ExitCode, Invocation } from '../../../core/command.ts';
import { formatDuration } from '../../../core/duration.ts';
import { errorCodes, PitwallError } from '../../../core/errors.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { count } from '../../../core/words.ts';
import { ago } from '../../ago.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { tableLines } from '../../reporters/pretty-table.ts';

const askedAgain = 250;
/** A server that was asked for it and says nothing of it for so long has not begun. */
const mostSilent = 120;

export async function runBackup(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const backups = await withServer(invocation, context, async ({ client }) =>
    ended(client, await client.backups.make(), context),
  );
  const [made] = backups.items;
  if (!made) throw failed('server.failed', 'the backup that was made is not there');
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(made, null, 2)}\n`);
    return 0;
  }
  await context.write(
    `${made.id}: ${sizeOf(made.bytes)}, ${count(made.predictions)} predictions, ${count(made.labels)} labels, in ${formatDuration(made.milliseconds)}\n`,
  );
  context.say(`It is in ${terminalText(backups.folder)}.\n`);
  if (made.key !== null)
    context.say(`The key ${made.key} opens it, and is not in it: keep a copy of your keys somewhere else.\n`);
  return 0;
}

export async function runDrill(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const { drill } = await withServer(invocation, context, async ({ client }) =>
    ended(client, await client.backups.drill(), context),
  );
  if (!drill) throw failed('server.failed', 'what came of the drill is not there');
  if (invocation.given('json')) await context.write(`${JSON.stringify(drill, null, 2)}\n`);
  else if (drill.passed)
    await context.write(`${drill.backup} came back whole in ${formatDuration(drill.milliseconds)}.\n`);
  else
    await context.write(
      `${drill.backup} cannot be relied on:\n${drill.problems.map((problem) => `  ${terminalText(problem)}\n`).join('')}`,
    );
  return drill.passed ? 0 : 1;
}

export async function runBackupList(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const backups = await withServer(invocation, context, ({ client }) => client.backups.list());
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(backups, null, 2)}\n`);
    return 0;
  }
  if (backups.items.length === 0) {
    context.say(`There is no backup in ${terminalText(backups.folder)}. Make one: pitwall backup\n`);
    return 0;
  }
  const { terminal, now } = context;
  const rows = backups.items.map((backup) => rowOf(backup, now));
  const lines = tableLines([{ title: backups.folder, rows }], terminal.width, paintFor(terminal.colour));
  await context.write([...lines, '', ...figures(backups)].map((line) => `${line}\n`).join(''));
  return 0;
}

function rowOf({ id, made, bytes, predictions, labels, encrypted, problem }: Backup, now: Date) {
  const status: Status = problem === null ? 'pass' : 'alert';
  return {
    status,
    cells: [
      id,
      ago(made, now),
      sizeOf(bytes),
      `${count(predictions)} predictions, ${count(labels)} labels`,
      encrypted ? 'encrypted' : 'not encrypted',
    ],
    ...(problem === null ? {} : { note: problem }),
  };
}

function figures({ recovery_point_seconds: point, recovery_time_seconds: time, drill }: Backups): readonly string[] {
  return [
    point === null
      ? '  RPO  there is no good backup: everything would be lost now'
      : `  RPO  what came in the last ${formatDuration(point * 1_000)} would be lost now`,
    time === null
      ? '  RTO  not known before a drill: pitwall drill'
      : `  RTO  ${formatDuration(time * 1_000)} until all was there again, in the last drill that passed`,
    ...(drill?.passed === false ? [`  The last drill failed: ${terminalText(drill.problems.join('; '))}`] : []),
  ];
}

/** Waits for what was begun, and answers the list as it is then. */
async function ended(client: Client, begun: BackupBegun, { progress }: CommandContext): Promise<Backups> {
  for (let silent = 0; silent < mostSilent; silent += 1) {
    const backups = await client.backups.list();
    const { running, last } = backups;
    if (last?.work === begun.work && Date.parse(last.since) >= Date.parse(begun.since)) {
      if (last.error) throw failed(last.error.code, last.error.message);
      return backups;
    }
    if (running) silent = 0;
    progress(begun.work === 'make' ? 'making a backup' : 'restoring the newest backup on trial');
    await rest(askedAgain);
  }
  throw failed('server.failed', 'the server has not begun, and does not say why');
}

function failed(code: string, message: string): PitwallError {
  const sentence = visible(message).replace(/\.$/, '');
  const end = sentence.lastIndexOf('. ');
  return new PitwallError({
    code: errorCodes.find((one) => one === code) ?? 'server.failed',
    problem: end < 0 ? sentence : sentence.slice(0, end),
    fix: end < 0 ? 'Look into the log of the server' : sentence.slice(end + 2),
  });
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `12.3 MB` */
function sizeOf(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const figure = bytes / 1_000 ** power;
  return `${power === 0 ? figure : figure.toFixed(1)} ${units[power]}`;
}
