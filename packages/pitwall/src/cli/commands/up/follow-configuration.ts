import { filesOf, signatureOf } from '../../../config/watch.ts';
import { PitwallError } from '../../../core/errors.ts';
import { system } from '../../../server/actor.ts';
import type { Server } from '../../../server/open.ts';
import type { ReloadReason } from '../../../server/reload.ts';

export interface FollowOptions {
  readonly cwd: string;
  /** Of the files as they were when they were read. */
  readonly signature: string;
  readonly onHangUp: (listener: () => void) => void;
  readonly say: (event: string, details: string) => void;
  readonly everyMilliseconds?: number;
}

const usualPause = 1_000;

/** Puts in force what the files of the configuration say, whenever they change and at SIGHUP. Ends with what it answers. */
export function followConfiguration(
  server: Server,
  { cwd, signature, onHangUp, say, everyMilliseconds = usualPause }: FollowOptions,
): () => void {
  let seen = signature;
  /** What is new could not be written down, and is tried again; that is said once. */
  let waits = false;

  async function reload(because: ReloadReason): Promise<void> {
    const files = filesNow();
    const before = await signatureOf(files);
    try {
      const { changes, count } = await server.reload(system, because);
      say('reloaded', count === 0 ? 'nothing changed' : `${count} changed: ${keysOf(changes)}`);
      waits = false;
    } catch (error) {
      if (isOfState(error)) {
        if (!waits) say('kept', `the configuration as it was, until the state can be written: ${wordsOf(error)}`);
        waits = true;
        seen = '';
        return;
      }
      say('kept', `the configuration as it was, since the new one is wrong: ${wordsOf(error)}`);
    }
    // from before it was read, so that no change is missed; a wrong one is not tried again until it changes again
    const read = filesNow();
    seen = read.join() === files.join() ? before : await signatureOf(read);
  }

  const filesNow = (): readonly string[] => (server.layers ? filesOf(server.layers, cwd) : []);
  let busy = false;
  async function look(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      if ((await signatureOf(filesNow())) !== seen) await reload('file');
    } finally {
      busy = false;
    }
  }

  onHangUp(() => void reload('signal'));
  const timer = setInterval(() => void look(), everyMilliseconds).unref();
  return () => clearInterval(timer);
}

const isOfState = (error: unknown): boolean => error instanceof PitwallError && error.code.startsWith('state.');

const mostNamed = 10;

function keysOf(changes: unknown): string {
  const keys = (changes as readonly { readonly key: string }[]).map(({ key }) => key);
  const more = keys.length > mostNamed ? ' and more' : '';
  return `${keys.slice(0, mostNamed).join(', ')}${more}`;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof PitwallError)) return String(error);
  const { file, line, column } = error.place;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${place === '' ? '' : `${place} `}${error.problem}. ${error.fix}.`;
}
