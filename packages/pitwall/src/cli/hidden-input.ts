import type { CommandContext } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';

type Terminal = AsyncIterable<Uint8Array> & { setRawMode(on: boolean): unknown };

const isTerminal = (stdin: AsyncIterable<Uint8Array>): stdin is Terminal =>
  'isTTY' in stdin && stdin.isTTY === true && 'setRawMode' in stdin && typeof stdin.setRawMode === 'function';

export interface HiddenInputOptions {
  /** What it is asked for, such as `Value of smtp`. */
  readonly question: string;
  readonly mostBytes: number;
}

/**
 * What nobody is to see: from a pipe or a file as it comes, without the line break at its end; from a terminal without
 * showing it. Never an argument, which every process of the machine can read.
 */
export async function readHidden(context: CommandContext, options: HiddenInputOptions): Promise<string> {
  const { stdin } = context;
  const bytes = isTerminal(stdin) ? await typed(stdin, context, options) : await piped(stdin, options);
  const text = textOf(bytes).replace(/\r?\n$/, '');
  if (text !== '') return text;
  throw refused('expected a value on standard input, found nothing', `Send it in: printf %s "$VALUE" | pitwall …`);
}

async function piped(stdin: AsyncIterable<Uint8Array>, { mostBytes }: HiddenInputOptions): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stdin) {
    parts.push(part);
    length += part.length;
    if (length > mostBytes) throw tooLong(mostBytes);
  }
  return Buffer.concat(parts);
}

const [enter, lineFeed, interrupt, endOfInput, backspace, erase] = [13, 10, 3, 4, 127, 8];

async function typed(
  stdin: Terminal,
  { say }: CommandContext,
  { question, mostBytes }: HiddenInputOptions,
): Promise<Buffer> {
  const bytes: number[] = [];
  say(`${question} (not shown): `);
  stdin.setRawMode(true);
  try {
    for await (const part of stdin) {
      for (const byte of part) {
        if (byte === enter || byte === lineFeed || byte === endOfInput) return Buffer.from(bytes);
        if (byte === interrupt) throw refused('expected a value, was interrupted', 'Run it again');
        if (byte === backspace || byte === erase) takeBack(bytes);
        else bytes.push(byte);
        if (bytes.length > mostBytes) throw tooLong(mostBytes);
      }
    }
    return Buffer.from(bytes);
  } finally {
    stdin.setRawMode(false);
    say('\n');
  }
}

/** One character, which may be several bytes of UTF-8. */
function takeBack(bytes: number[]): void {
  while (((bytes.pop() ?? 0) & 0xc0) === 0x80);
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('expected a value in UTF-8, found other bytes', 'Write bytes as base64');
  }
}

const tooLong = (most: number): PitwallError =>
  refused(`expected a value of at most ${most} bytes, found more`, 'Keep files elsewhere, and their key here');

const refused = (problem: string, fix: string): PitwallError =>
  new PitwallError({ code: 'arguments.invalid', problem, fix });
