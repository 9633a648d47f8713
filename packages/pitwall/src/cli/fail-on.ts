import type { Status } from '@pitwall/sdk';

export const failLevels = ['warning', 'alert', 'never'] as const;
export type FailLevel = (typeof failLevels)[number];

export const isFailLevel = (text: string | undefined): text is FailLevel => failLevels.some((level) => level === text);

/** What could not be measured is not a pass: from the level of warnings on, it fails too. */
export function fails(status: Status, level: FailLevel): boolean {
  if (level === 'never') return false;
  return status === 'alert' || (level === 'warning' && status !== 'pass');
}
