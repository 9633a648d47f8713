import { createOutward } from '../../outward/outward.ts';
import type { Json } from '../../state/canonical-json.ts';
import type { SendTools } from '../channels/channel.ts';

/** What a channel works with, of which a test says what it wants to, and sees what came of it. */
export interface TestTools {
  readonly tools: SendTools;
  readonly printed: readonly string[];
  /** What the channel remembers of the thread. */
  readonly memory: { body: Json | undefined };
}

export function testTools({
  allow = [],
  secrets = {},
  memory = { body: undefined },
  ...own
}: Partial<SendTools> & {
  readonly allow?: readonly string[];
  /** For `${secret:NAME}`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly memory?: { body: Json | undefined };
} = {}): TestTools {
  const printed: string[] = [];
  const tools: SendTools = {
    key: '5f0c6d1e8a7b4930c2d1e0f9a8b7c6d55f0c6d1e8a7b4930c2d1e0f9a8b7c6d5',
    target: '',
    outward: createOutward({ allow }),
    reveal: async (text) => text.replace(/\$\{secret:([^}]*)\}/g, (_, name: string) => secrets[name] ?? ''),
    now: () => Date.UTC(2026, 10, 22, 3, 5, 0),
    signal: new AbortController().signal,
    home: '/',
    print: (line) => void printed.push(line),
    version: '1.2.3',
    installation: 'mfrggzdfmztwq2lk',
    get remembered() {
      return memory.body;
    },
    remember: async (body) => {
      memory.body = body;
    },
    ...own,
  };
  return { tools, printed, memory };
}
