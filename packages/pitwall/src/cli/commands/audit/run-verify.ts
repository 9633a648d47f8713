import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type KeptNote, readNotes } from '../../../audit/checkpoint-text.ts';
import { type NoteKey, readVerifier } from '../../../audit/note.ts';
import { type AuditVerdict, type VerifyAuditOptions, verifyAudit } from '../../../audit/verify.ts';
import { verifyExport } from '../../../audit/verify-export.ts';
import type { CommandContext, ExitCode, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { count, counted } from '../../../core/words.ts';
import { withServer } from '../../connection.ts';
import { withState } from './place.ts';

export async function runAuditVerify(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  refuseTwoPlaces(invocation);
  const options: VerifyAuditOptions = {
    against: await notesOf(invocation, context),
    keys: keysOf(invocation),
    reached: (seq) => context.progress(`${count(seq)} entries are sound so far`),
  };
  const { verdict, place } = await verdictOf(invocation, context, options);
  context.progress('');
  if (invocation.given('json')) await context.write(`${JSON.stringify({ place, ...verdict }, null, 2)}\n`);
  else await context.write(wordsOf(verdict, place));
  return verdict.sound ? 0 : 1;
}

interface Judged {
  readonly verdict: AuditVerdict;
  readonly place: string;
}

async function verdictOf(
  invocation: Invocation,
  context: CommandContext,
  options: VerifyAuditOptions,
): Promise<Judged> {
  const file = invocation.text('export');
  if (file !== undefined) return { verdict: await ofExport(file, context, options), place: terminalText(file) };
  const remote = invocation.text('server') ?? (context.env.PITWALL_SERVER || undefined);
  const isHere = invocation.given('data') || invocation.given('state');
  if (remote === undefined || isHere) {
    return withState(invocation, context, async (db, place) => ({ verdict: await verifyAudit(db, options), place }));
  }
  if ((options.against ?? []).length > 0 || (options.keys ?? []).length > 0) {
    throw misused(
      '--against and --key with what is read here',
      'them with a server that is asked',
      'Give --data, --state or --export too',
    );
  }
  return withServer(invocation, context, async ({ client, place }) => ({
    verdict: await client.auditChain.verify(),
    place,
  }));
}

async function ofExport(file: string, { cwd }: CommandContext, options: VerifyAuditOptions): Promise<AuditVerdict> {
  const input = createReadStream(resolve(cwd, file));
  try {
    return await verifyExport(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), { file }, options);
  } catch (error) {
    throw error instanceof PitwallError ? error : unreadable(file, error);
  } finally {
    input.destroy();
  }
}

async function notesOf(invocation: Invocation, { cwd }: CommandContext): Promise<readonly KeptNote[]> {
  const notes: KeptNote[] = [];
  for (const file of invocation.texts('against')) {
    const text = await readFile(resolve(cwd, file), 'utf8').catch((error: unknown) => {
      throw unreadable(file, error);
    });
    const found = readNotes(text);
    if (found.length === 0) {
      throw new PitwallError({
        code: 'audit.checkpoint',
        problem: 'expected checkpoints of an audit, found none',
        fix: 'Give the file that audit.file of the configuration names, or one of pitwall audit checkpoint',
        place: { file },
      });
    }
    for (const note of found) notes.push(note);
  }
  return notes;
}

const keysOf = (invocation: Invocation): readonly NoteKey[] =>
  invocation.texts('key').map((text) => {
    const key = readVerifier(text);
    if (key) return key;
    throw misused('a key as name+id+base64 as --key', JSON.stringify(text), 'Copy it from /api/v1/audit/checkpoints');
  });

function refuseTwoPlaces(invocation: Invocation): void {
  const given = ['server', 'data', 'state', 'export'].filter((option) => invocation.given(option));
  if (given.length < 2) return;
  throw misused(
    'one of --server, --data, --state and --export',
    given.map((option) => `--${option}`).join(' and '),
    'Leave one of them out',
  );
}

const misused = (expected: string, found: string, fix: string): PitwallError =>
  new PitwallError({ code: 'arguments.invalid', problem: `expected ${expected}, found ${found}`, fix });

const unreadable = (file: string, cause: unknown): PitwallError =>
  new PitwallError({
    code: 'data.unreadable',
    problem: `expected a file that can be read, found that it cannot (${(cause as NodeJS.ErrnoException).code ?? cause})`,
    fix: 'Check its name, and that you may read it',
    place: { file },
    cause,
  });

function wordsOf(verdict: AuditVerdict, place: string): string {
  if (!verdict.sound) {
    const { seq, problem, fix } = verdict;
    return `The audit of ${place} is not sound, from entry ${seq} on: ${terminalText(problem)}.\n  ${terminalText(fix)}.\n`;
  }
  const { entries, head, checkpoints, kept, covered } = verdict;
  const held = `${counted(checkpoints, 'stored checkpoint')} and ${count(kept)} kept elsewhere`;
  const end =
    covered === head.seq
      ? ''
      : `  Behind entry ${count(covered)} nothing is signed: whether more was cut off there, nobody can tell.\n`;
  return `The audit of ${place} is sound: ${count(entries)} entries up to ${head.hash.slice(0, 16)}, ${held}.\n${end}`;
}
