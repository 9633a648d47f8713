import { z } from 'zod';
import { formatPath } from '../../config/maps.ts';
import { listSettings, settingsOf } from '../../config/settings.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineRoute } from '../route.ts';

const settingSchema = z.strictObject({
  key: z.string(),
  value: z.unknown(),
  source: z
    .strictObject({
      kind: z.enum(['default', 'file', 'variable', 'flag']),
      name: z.string().optional().describe('Of the variable or the flag'),
      line: z.int().optional(),
      column: z.int().optional(),
    })
    .describe('Where the value comes from'),
});

export const getConfiguration = defineRoute({
  name: 'getConfiguration',
  method: 'GET',
  path: '/api/v1/configuration',
  summary: 'What is in force, with where each value comes from; secrets are hidden',
  permission: 'config.read',
  about: () => subjectOfServer('configuration'),
  tagged: true,
  answers: {
    200: {
      summary: 'Every setting',
      schema: z.strictObject({ environment: z.string().nullable(), settings: z.array(settingSchema) }),
    },
  },
  handle({ server: { layers, config } }) {
    const settings = layers
      ? listSettings(settingsOf(layers, { effective: true })).map(({ path, value, source }) => {
          // paths of the server's files are nobody else's business
          const { file: _, ...shown } = { file: undefined, ...source };
          return { key: formatPath(path), value, source: shown };
        })
      : [{ key: 'project', value: config.project, source: { kind: 'default' } }];
    return { status: 200, json: { environment: layers?.environment ?? null, settings } };
  },
});

const changeSchema = z.strictObject({ key: z.string(), from: z.unknown().optional(), to: z.unknown().optional() });

export const reloadConfiguration = defineRoute({
  name: 'reloadConfiguration',
  method: 'POST',
  path: '/api/v1/configuration/reload',
  summary: 'Read the configuration again: put in force as a whole, or refused as a whole',
  permission: 'config.reload',
  about: () => subjectOfServer('configuration'),
  answers: {
    200: {
      summary: 'It is in force',
      schema: z.strictObject({ changes: z.array(changeSchema), count: z.int() }),
    },
  },
  problems: [409],
  async handle({ server, context: { actor } }) {
    return { status: 200, json: await server.reload(actor, 'request') };
  },
});
