import type { SealingKey, Secret } from '@pitwall/sdk';
import type { CommandContext, ExitCode, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { count, counted } from '../../../core/words.ts';
import { mostValueBytes } from '../../../secrets/verbs/secret-set.ts';
import { ago } from '../../ago.ts';
import { withServer } from '../../connection.ts';
import { readHidden } from '../../hidden-input.ts';
import { paintFor } from '../../reporters/paint.ts';
import { type TableRow, tableLines } from '../../reporters/pretty-table.ts';

export async function runSecretsSet(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const [name = ''] = invocation.arguments;
  const value = await readHidden(context, { question: `Value of ${terminalText(name)}`, mostBytes: mostValueBytes });
  const kept = await withServer(invocation, context, ({ client }) => client.secrets.set(name, value));
  return answer(invocation, context, kept, `${terminalText(kept.name)} is kept, version ${kept.version}.`);
}

export async function runSecretsRemove(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const [name = ''] = invocation.arguments;
  const removed = await withServer(invocation, context, ({ client }) => client.secrets.remove(name));
  return answer(invocation, context, removed, `${terminalText(removed.name)} is gone.`);
}

export async function runSecretsList(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const { items } = await withServer(invocation, context, ({ client }) => client.secrets.list());
  if (invocation.given('json')) return written(context, items);
  if (items.length === 0) context.say('There are no secrets. Set one: pitwall secrets set NAME\n');
  else {
    const rows = items.map((one) => secretRow(one, context.now));
    await context.write(linesOf('Secrets', rows, context));
  }
  return 0;
}

export async function runSecretsRotate(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const { rotated, live } = await withServer(invocation, context, async ({ client, live }) => ({
    rotated: await client.secrets.rotateKeys(),
    live,
  }));
  const then = live
    ? 'What was sealed is wrapped anew in a moment: pitwall secrets keys'
    : 'What was sealed is wrapped anew when a server runs';
  return answer(invocation, context, rotated, `The key is ${rotated.key} now, ${rotated.before} before. ${then}.`);
}

export async function runSecretsKeys(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const drop = invocation.text('drop');
  if (drop !== undefined) {
    const dropped = await withServer(invocation, context, ({ client }) => client.secrets.dropKey(drop));
    return answer(invocation, context, dropped, `The key ${terminalText(dropped.key)} is gone.`);
  }
  const { items, owned } = await withServer(invocation, context, ({ client }) => client.secrets.keys());
  if (invocation.given('json')) return written(context, { owned, items });
  const place = owned ? 'in keys.json of the data directory' : 'from where secrets.keys says';
  await context.write(linesOf(`Keys (${place})`, items.map(keyRow), context));
  return 0;
}

async function answer(
  invocation: Invocation,
  context: CommandContext,
  json: unknown,
  sentence: string,
): Promise<ExitCode> {
  if (invocation.given('json')) return written(context, json);
  context.say(`${sentence}\n`);
  return 0;
}

async function written(context: CommandContext, json: unknown): Promise<ExitCode> {
  await context.write(`${JSON.stringify(json, null, 2)}\n`);
  return 0;
}

const linesOf = (title: string, rows: readonly TableRow[], { terminal }: CommandContext): string =>
  tableLines([{ title, rows }], terminal.width, paintFor(terminal.colour))
    .map((line) => `${line}\n`)
    .join('');

const secretRow = ({ name, version, changedAt, madeBy }: Secret, now: Date): TableRow => ({
  status: null,
  cells: [name, `version ${version}`, `set ${ago(changedAt, now)}`, `first by ${madeBy}`],
});

function keyRow({ id, current, missing, sealed }: SealingKey): TableRow {
  const what = `${count(sealed)} sealed`;
  if (missing)
    return { status: 'alert', cells: [id, what, 'missing'], note: `${counted(sealed, 'thing')} cannot be opened` };
  return { status: 'pass', cells: [id, what, current ? 'current' : sealed === 0 ? 'may go: --drop' : 'of before'] };
}
