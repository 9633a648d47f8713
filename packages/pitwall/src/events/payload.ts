import { PitwallError } from '../core/errors.ts';
import type { Staged } from './apply.ts';
import type { Batch } from './batch.ts';
import type { EventKind } from './event.ts';
import type { JournalRecord } from './journal/segment.ts';

/** What the journal calls the kinds of events. Numbers are never used again for something else. */
const kindNumbers: Readonly<Record<EventKind, number>> = { prediction: 1, label: 2 };
const receivedBytes = 6;

/** A batch as a record of the journal: when it came in, then its lines. */
export function encodePayload({ kind, received, lines }: Batch): { readonly kind: number; readonly bytes: Buffer } {
  const text = lines.join('\n');
  const bytes = Buffer.allocUnsafe(receivedBytes + Buffer.byteLength(text));
  bytes.writeUIntBE(received.getTime(), 0, receivedBytes);
  bytes.write(text, receivedBytes, 'utf8');
  return { kind: kindNumbers[kind], bytes };
}

export function decodePayload({ position, kind, payload }: JournalRecord): Staged {
  return {
    position,
    kind: kindOf(kind),
    received: payload.readUIntBE(0, receivedBytes),
    lines: payload.toString('utf8', receivedBytes),
  };
}

function kindOf(number: number): EventKind {
  if (number === kindNumbers.prediction) return 'prediction';
  if (number === kindNumbers.label) return 'label';
  throw new PitwallError({
    code: 'events.damaged',
    problem: `the journal holds a record of kind ${number}, which this Pitwall does not know`,
    fix: 'Use the Pitwall that wrote it, or a newer one',
  });
}
