import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Done, Job } from './load-job.ts';

const file = fileURLToPath(import.meta.resolve('./load.ts'));

/** Does a job in a process of its own. */
export function send<J extends Job>(job: J): Promise<Done<J>> {
  return new Promise((resolve, reject) => {
    const child = fork(file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.once('message', (message: { readonly result: Done<J> } | { readonly problem: string }) => {
      child.disconnect();
      if ('result' in message) resolve(message.result);
      else reject(new Error(message.problem));
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`expected an answer of what sends, found its end (${code})`)));
    child.send(job);
  });
}
