import type { Workplace } from '../server/context.ts';
import type { Manifest } from './manifest.ts';
import { type Sealing, sealingOf, sealingWith, unsealed } from './sealing.ts';

/** With what a new backup is sealed. */
export const sealingFor = ({ config, keys }: Pick<Workplace, 'config' | 'keys'>): Sealing =>
  config.backup.encrypt ? sealingWith(keys) : unsealed;

/** With what a backup of this server is opened. */
export const openingOf =
  ({ keys }: Pick<Workplace, 'keys'>) =>
  (manifest: Manifest): Promise<Sealing> =>
    sealingOf(manifest, async () => keys);
