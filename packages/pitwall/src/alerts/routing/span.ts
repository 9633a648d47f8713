import { z } from 'zod';
import { durationMilliseconds } from '../../core/duration.ts';

const composite = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/u;
const single = /^\d+(?:\.\d+)?[smhdw]$/u;
const unitMilliseconds = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1] as const;

const isSpan = (text: string): boolean => text === '0' || single.test(text) || (text !== '' && composite.test(text));

/** Also as Alertmanager writes it, with several units one after the other: `1h30m`. */
export const spanSchema = z
  .string()
  .refine(isSpan, { error: 'expected a duration such as 30s, 5m, 1h30m or 0s' })
  .describe('A number and a unit, or several of them: 30s, 5m, 1h30m');

/** The text must be one that `spanSchema` takes. */
export function spanMilliseconds(text: string): number {
  if (text === '0') return 0;
  if (single.test(text)) return durationMilliseconds(text);
  const [, ...counts] = composite.exec(text) ?? [];
  return counts.reduce((sum, count, index) => sum + Number(count ?? 0) * (unitMilliseconds[index] ?? 0), 0);
}
