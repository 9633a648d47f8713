import { resolve } from 'node:path';
import { signatureOf } from '../../config/watch.ts';
import { PitwallError } from '../../core/errors.ts';
import type { TlsConfig } from '../config.ts';
import { type Certificate, readCertificate } from './certificate.ts';

export interface FollowCertificateOptions {
  /** In force at the moment it is asked. */
  tls(): TlsConfig | undefined;
  home(): string;
  now(): number;
  readonly say: (event: string, details: string) => void;
  /** Puts it in force; connections that are there keep the one that they have. */
  readonly use: (certificate: Certificate) => void;
  readonly everyMilliseconds?: number;
}

export interface FollowedCertificate {
  /** Looks whether something changed. */
  look(): Promise<void>;
  stop(): void;
}

const usualPause = 1_000;

/** Takes a new certificate when its files change or others are named. A broken one is told of, and the old one stays. */
export function followCertificate(
  first: TlsConfig,
  { tls, home, now, say, use, everyMilliseconds = usualPause }: FollowCertificateOptions,
): FollowedCertificate {
  const seenOf = async (config: TlsConfig): Promise<string> =>
    `${JSON.stringify(config)} ${await signatureOf([resolve(home(), config.certificate), resolve(home(), config.key)])}`;
  let seen = seenOf(first);
  let looking: Promise<void> | undefined;

  async function lookNow(): Promise<void> {
    const config = tls();
    if (!config) return;
    const found = await seenOf(config);
    if (found === (await seen)) return;
    // from before they were read, so that no change is missed
    seen = Promise.resolve(found);
    try {
      const certificate = await readCertificate(config, home(), now());
      use(certificate);
      say('certificate', `taken anew, with the fingerprint ${certificate.fingerprint}`);
      if (certificate.warning !== undefined) say('warning', certificate.warning);
    } catch (error) {
      if (!(error instanceof PitwallError)) throw error;
      say('kept', `the certificate as it was, since the new one is wrong: ${error.message}`);
    }
  }

  const look = (): Promise<void> => {
    looking ??= lookNow().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void look(), everyMilliseconds).unref();
  return { look, stop: () => clearInterval(timer) };
}
