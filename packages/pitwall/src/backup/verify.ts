import { type Manifest, readManifest } from './manifest.ts';
import { hashPart, readPart } from './part.ts';
import type { Sealing } from './sealing.ts';

export interface VerifyOptions {
  readonly backup: string;
  readonly sealingOf: (manifest: Manifest) => Promise<Sealing>;
  readonly pause: () => Promise<void>;
}

/** Reads all of a backup: throws where something of it is not as it was written. Only a drill shows that it can be used. */
export async function verifyBackup({ backup, sealingOf, pause }: VerifyOptions): Promise<Manifest> {
  const manifest = await readManifest(backup);
  for (const part of manifest.parts) await hashPart(part, backup);
  const sealing = await sealingOf(manifest);
  for (const part of manifest.parts) {
    for await (const _ of readPart(part, { folder: backup, backup: manifest.id, sealing })) await pause();
  }
  return manifest;
}
