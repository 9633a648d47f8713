import {
  closeSync,
  copyFileSync,
  cpSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { digestOf, type Manifest, type PartName } from '../manifest.ts';

/** Harm that may be done to the files of a backup. */

export function changeManifest(folder: string, change: (manifest: Manifest) => object): void {
  const file = join(folder, 'manifest.json');
  const manifest = change(JSON.parse(readFileSync(file, 'utf8')) as Manifest) as Manifest;
  writeFileSync(file, JSON.stringify({ ...manifest, digest: digestOf(manifest) }));
}

export const partFile = (folder: string, name: PartName): string =>
  join(folder, name === 'subject-keys' ? 'subject-keys.part' : `${name}.part`);

export function truncatePart(folder: string, name: PartName, to = 0.5): void {
  const file = partFile(folder, name);
  const handle = openSync(file, 'r+');
  ftruncateSync(handle, Math.floor(statSync(file).size * to));
  closeSync(handle);
}

export function flipByte(file: string, at: number): void {
  const bytes = readFileSync(file);
  const place = Math.floor((bytes.length - 1) * at);
  bytes[place] = (bytes[place] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

export const copyBackup = (from: string, to: string): void => cpSync(from, to, { recursive: true });
export const copyPart = (from: string, to: string, name: PartName): void =>
  copyFileSync(partFile(from, name), partFile(to, name));
