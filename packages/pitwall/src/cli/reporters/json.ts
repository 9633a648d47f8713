import { reportSchema } from '@pitwall/sdk';
import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';

/** Programs rely on this format: the schema is applied on the way out, which also fixes the order of the keys. */
export const json: Reporter = (report) => jsonText(reportSchema.parse(report));
