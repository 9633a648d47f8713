import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { type LayeredConfig, type LoadOptions, loadConfig } from './load.ts';

/** A folder with these files, and a way to load the configuration in it. */
export function configIn(files: Readonly<Record<string, string>>) {
  const cwd = mkdtempSync(join(tmpdir(), 'pitwall-config-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }
  const load = (
    env: Record<string, string> = {},
    file?: string,
    typed: Pick<LoadOptions, 'environment' | 'set'> = {},
  ): Promise<LayeredConfig | undefined> => loadConfig({ file, cwd, env, ...typed });
  return {
    cwd,
    load,
    /** As `file:line:column code problem fix`, one for each. */
    async mistakes(...asked: Parameters<typeof load>): Promise<string[]> {
      try {
        await load(...asked);
      } catch (error) {
        if (error instanceof PitwallError) return [error, ...error.more].map(describeMistake);
        throw error;
      }
      return [];
    },
  };
}

export function describeMistake({ code, place, problem, fix }: PitwallError): string {
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  return `${position} ${code}: ${problem}. ${fix}`;
}
