import type { ColumnType } from '../../config.ts';
import type { Plain } from '../compact.ts';

/** Which of our types texts in this pattern of Java's DateTimeFormatter are, if they are ISO 8601. */
export function isIsoFormat(format: unknown): Extract<ColumnType, 'date' | 'timestamp'> | undefined {
  if (typeof format !== 'string') return undefined;
  const plain = format.replace(/^YYYY-MM-DD/, 'yyyy-MM-dd').replaceAll("'", '');
  if (plain === 'yyyy-MM-dd') return 'date';
  return /^yyyy-MM-dd[T ]HH:mm(:ss(\.S{1,9})?)? ?(Z|[Xx]{1,3}|xxx|XXX)?$/.test(plain) ? 'timestamp' : undefined;
}

/** What a `format` says about the values; empty where it is about their storage. */
export function formatRule(format: unknown, logicalType: unknown): Plain | string {
  if (logicalType === 'date' || logicalType === 'timestamp' || logicalType === 'number') return {};
  if (logicalType === 'integer') return integerFormats.get(String(format)) ?? 'the format is unknown';
  if (format === 'uuid') return { pattern: uuidPattern };
  return 'no rule of a column says this';
}

const uuidPattern = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';

/** The wider ones reach beyond what a number in a contract can say exactly. */
const integerFormats: ReadonlyMap<string, Plain> = new Map([
  ...[8, 16, 32].flatMap((bits): [string, Plain][] => [
    [`i${bits}`, { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 }],
    [`u${bits}`, { min: 0, max: 2 ** bits - 1 }],
  ]),
  ...[64, 128].flatMap((bits): [string, Plain][] => [
    [`i${bits}`, {}],
    [`u${bits}`, { min: 0 }],
  ]),
]);
