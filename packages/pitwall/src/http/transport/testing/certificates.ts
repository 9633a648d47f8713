import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createFolder, type Folder } from '../../../testing/data-files.ts';

/** What makes certificates, where it is there. */
const maker = 'openssl';

export const hasOpenssl = spawnSync(maker, ['version']).status === 0;

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface PairOptions {
  /** How long it is valid from now on; below zero it is over. */
  readonly days?: number;
  readonly passphrase?: string;
}

/** A certificate that signs itself, for localhost and 127.0.0.1, in files of this name. */
export function writePair(folder: Folder, name: string, { days = 2, passphrase }: PairOptions = {}): Pair {
  const [certificate, key] = [join(folder.path, `${name}.crt`), join(folder.path, `${name}.key`)];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const secret = passphrase === undefined ? ['-nodes'] : ['-passout', `pass:${passphrase}`];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync(maker, ['req', '-x509', ...curve, ...secret, ...names, '-days', String(days), ...files], {
    stdio: 'pipe',
  });
  return { certificate, key };
}

export function useFolders(): { make(): Folder; removeAll(): void } {
  const folders: Folder[] = [];
  return {
    make() {
      const folder = createFolder();
      folders.push(folder);
      return folder;
    },
    removeAll() {
      for (const folder of folders.splice(0)) folder.remove();
    },
  };
}
