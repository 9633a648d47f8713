import type { Invocation, OptionSpec } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';

export const memoryOption: OptionSpec = {
  name: 'memory',
  value: 'SIZE',
  summary: 'What the engine may hold in memory, like 1GB; more than that goes to disk',
  default: '256MB',
};

export function readMemory(invocation: Invocation): string {
  const text = invocation.text('memory');
  if (text !== undefined && /^\d+(\.\d+)?\s*[KMGT]i?B$/i.test(text)) return text;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a size like 512MB or 2GB as --memory, found ${JSON.stringify(text)}`,
    fix: 'Write a number and KB, MB, GB or TB',
  });
}
