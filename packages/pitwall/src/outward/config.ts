import { z } from 'zod';
import { parseAllowed } from './allow-list.ts';

/** `outward:` of the configuration. */
export const outwardSchema = z
  .strictObject({
    allow: z
      .array(
        z.string().refine((text) => parseAllowed(text) !== undefined, {
          error: 'expected a network like 10.1.0.0/16, an address, or a host with its port like hooks.internal:8443',
        }),
      )
      .default([])
      .describe('What may be asked although it is not of the public internet: networks, addresses, hosts with a port'),
  })
  .describe('Requests that the server sends to elsewhere; private addresses are refused unless they are allowed');
