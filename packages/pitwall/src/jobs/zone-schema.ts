import { z } from 'zod';
import { closest } from '../core/suggest.ts';
import { isTimeZone } from './time-zone.ts';

/** A name of the IANA database, or one of the others. */
export const zoneSchema = (...others: readonly string[]) =>
  z.string().superRefine((zone, context) => {
    if (others.includes(zone) || isTimeZone(zone)) return;
    const meant = closest(zone, Intl.supportedValuesOf('timeZone'));
    context.addIssue({
      code: 'custom',
      message: `expected a time zone of the IANA database, found ${JSON.stringify(zone)}`,
      params: { fix: meant === undefined ? 'Write one such as `UTC` or `Europe/Berlin`' : `Did you mean \`${meant}\`` },
    });
  });
