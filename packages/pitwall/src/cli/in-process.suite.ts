import { afterAll, beforeAll } from 'vitest';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { commands } from './commands.ts';
import { main } from './main.ts';

export interface Answered {
  readonly code: number;
  /** Results. */
  readonly out: string;
  /** Everything else that was said. */
  readonly said: string;
}

interface Asked {
  readonly env?: Record<string, string>;
  readonly colour?: boolean;
  readonly stdin?: string | Uint8Array;
}

/** A folder for the tests of a file, and the command line in it, without a process for each. */
export function useCommandLine() {
  let folder: Folder;
  beforeAll(() => {
    folder = createFolder();
  });
  afterAll(() => folder.remove());

  return {
    write: (name: string, content: string | Uint8Array): string => folder.write(name, content),
    /** A Parquet file of what is selected. */
    async parquet(name: string, select: string): Promise<string> {
      const engine = await openDuckDB();
      try {
        const path = folder.write(name, '');
        await engine.query(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
        return path;
      } finally {
        engine.close();
      }
    },
    async pitwall(
      typed: string | readonly string[],
      { env = {}, colour = false, stdin }: Asked = {},
    ): Promise<Answered> {
      const [out, said]: [string[], string[]] = [[], []];
      const words = typeof typed === 'string' ? typed.split(' ').filter((word) => word !== '') : typed;
      const code = await main(words, commands, {
        cwd: folder.path,
        env,
        now: new Date('2026-01-12T12:00:00Z'),
        stdin: (async function* () {
          if (stdin !== undefined) yield Buffer.from(stdin);
        })(),
        terminal: { colour, width: 200 },
        write: (output) => void out.push(output.toString()),
        say: (text) => void said.push(text),
        progress: () => undefined,
      });
      return { code, out: out.join(''), said: said.join('') };
    },
  };
}
