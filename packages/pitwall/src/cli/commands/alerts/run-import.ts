import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { importAlertmanager } from '../../../alerts/alertmanager/import.ts';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';

export async function runAlertsImport(invocation: Invocation, { cwd, say, write }: CommandContext): Promise<0 | 1> {
  const [file = ''] = invocation.arguments;
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new PitwallError({
      code: 'config.missing',
      problem: `expected a configuration of Alertmanager, found none that can be read (${cause.code ?? 'unknown'})`,
      fix: 'Check the path',
      place: { file },
      cause,
    });
  });
  const { alerts, secrets, changed, ignored } = importAlertmanager(text, { file });
  await write(stringify({ alerts }, { lineWidth: 120 }));
  const told = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) say(`${title}:\n${lines.map((line) => `  ${terminalText(line)}\n`).join('')}`);
  };
  told(
    'To be set first',
    secrets.map(({ name, where, file: from }) =>
      from === null ? `pitwall secrets set ${name}  (${where})` : `pitwall secrets set ${name} < ${from}  (${where})`,
    ),
  );
  told('Otherwise than it was', changed.map(noteText));
  told('Left out', ignored.map(noteText));
  return ignored.length === 0 ? 0 : 1;
}

const noteText = ({ where, what, why }: { readonly where: string; readonly what: string; readonly why: string }) =>
  `${where}: ${what}: ${why}`;
