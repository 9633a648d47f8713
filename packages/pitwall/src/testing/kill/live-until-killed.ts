import { spawn } from 'node:child_process';

/** What a program says until it is killed, so long after its first word; or until its end, where it has all the time. */
export async function liveUntilKilled(
  program: string,
  words: readonly string[],
  milliseconds: number | undefined,
): Promise<string> {
  const process = spawn(globalThis.process.execPath, [program, ...words]);
  let said = '';
  let complained = '';
  process.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  process.stdout.on('data', (chunk) => {
    if (said === '' && milliseconds !== undefined) setTimeout(() => process.kill('SIGKILL'), milliseconds);
    said += chunk;
  });
  await new Promise((resolve) => process.on('close', resolve));
  if (complained !== '') throw new Error(`It complained: ${complained}`);
  return said;
}
