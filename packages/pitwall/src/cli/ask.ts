import type { CommandContext } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';

const longest = 5_000;

/** One line from a person, or from what is piped in. What is secret is not shown while it is typed. */
export interface Asking {
  line(question: string, options?: { readonly secret?: boolean }): Promise<string>;
  end(): void;
}

/** A terminal in which every key comes at once, and nothing is echoed. */
interface Keys {
  readonly isTTY: true;
  setRawMode(on: boolean): void;
  pause?(): void;
}

const isKeys = (stdin: object): stdin is Keys =>
  'isTTY' in stdin && stdin.isTTY === true && 'setRawMode' in stdin && typeof stdin.setRawMode === 'function';

export function startAsking({ stdin, say }: CommandContext): Asking {
  const keys = isKeys(stdin) ? stdin : undefined;
  const chunks = stdin[Symbol.asyncIterator]();
  let rest = '';
  keys?.setRawMode(true);
  return {
    async line(question, { secret = false } = {}) {
      if (keys) say(question);
      let typed = '';
      for (;;) {
        for (const [index, letter] of [...rest].entries()) {
          if (letter === '\r' || letter === '\n') {
            rest = [...rest]
              .slice(index + 1)
              .join('')
              .replace(/^\n/, '');
            if (keys) say('\n');
            return typed;
          }
          if (keys && (letter === '\u0003' || letter === '\u0004')) throw interrupted();
          if (keys && (letter === '\u007f' || letter === '\b')) {
            if (!secret && typed !== '') say('\b \b');
            typed = [...typed].slice(0, -1).join('');
          } else {
            typed += letter;
            if (keys && !secret) say(letter);
          }
          if (typed.length > longest) throw interrupted();
        }
        rest = '';
        const { value, done } = await chunks.next();
        if (done) return typed;
        rest = Buffer.from(value).toString('utf8');
      }
    },
    end() {
      keys?.setRawMode(false);
      keys?.pause?.();
    },
  };
}

const interrupted = (): PitwallError =>
  new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected a line of text, found the end of it',
    fix: 'Type it and press Enter',
  });
