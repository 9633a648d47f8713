import { readNote } from './note.ts';

/** What a checkpoint says, in the form of C2SP: name of the chain, entries, root. */
export interface CheckpointText {
  readonly origin: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly root: string;
}

export const writeCheckpoint = ({ origin, size, root }: CheckpointText): string =>
  `${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\n`;

/** Undefined where the text is none; lines behind the root are for others. */
export function readCheckpoint(text: string): CheckpointText | undefined {
  const [origin = '', digits = '', encoded = '', ...rest] = text.split('\n');
  const root = Buffer.from(encoded, 'base64');
  const size = Number(digits);
  const whole = rest.length > 0 && /^(0|[1-9]\d{0,15})$/.test(digits) && Number.isSafeInteger(size);
  // base64 that is written in another way is of somebody else
  if (!whole || origin === '' || root.length !== 32 || root.toString('base64') !== encoded) return undefined;
  return { origin, size, root: root.toString('hex') };
}

export interface KeptNote extends CheckpointText {
  readonly note: string;
}

const noteInFile = /(?:[^\n—][^\n]*\n)+\n(?:— [^\n]+\n)+/g;

/** The notes of a file, one after the other; what a cut left of one is passed over. */
export function readNotes(text: string): readonly KeptNote[] {
  return [...text.replaceAll('\r\n', '\n').matchAll(noteInFile)].flatMap(([note]) => {
    const parsed = readCheckpoint(readNote(note)?.text ?? '');
    return parsed ? [{ ...parsed, note }] : [];
  });
}
