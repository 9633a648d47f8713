import { type Client, createClient } from '@pitwall/sdk';
import type { LocalAccess } from '../../server/local-access.ts';
import { pinnedFetch } from './pinned-fetch.ts';

/** For the server of this machine, as it says itself how it is to be asked. */
export const localClient = ({ address, token, certificate }: LocalAccess): Client =>
  createClient({
    url: address,
    token,
    ...(certificate === undefined ? {} : { fetch: pinnedFetch(certificate) }),
  });
