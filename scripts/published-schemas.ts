import { findingSchema, reportSchema, thresholdSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { configSchema } from '../packages/pitwall/src/config/schema.ts';
import { columnTypes, contractSchema } from '../packages/pitwall/src/contracts/config.ts';

interface Published {
  readonly path: string;
  readonly text: string;
}

export function publishedSchemas(): Published[] {
  return [
    publish('packages/sdk/schemas/finding.schema.json', 'A finding of Pitwall', findingSchema, 'output'),
    publish('packages/sdk/schemas/report.schema.json', 'What one check of Pitwall found', reportSchema, 'output'),
    publish('packages/sdk/schemas/threshold.schema.json', 'A threshold of Pitwall', thresholdSchema, 'input'),
    publish('packages/pitwall/schemas/pitwall.schema.json', 'pitwall.yaml', configSchema, 'input'),
    publish('packages/pitwall/schemas/contract.schema.json', 'A data contract of Pitwall', contractSchema, 'input'),
  ];
}

function publish(path: string, title: string, schema: z.ZodType, io: 'input' | 'output'): Published {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema, path: at }) => addShortForm(jsonSchema, at),
  });
  return { path, text: `${JSON.stringify({ title, ...json }, null, 2)}\n` };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** zod's preprocessing steps, which take short forms, leave no trace in a JSON Schema. */
function addShortForm(schema: JsonSchema, path: readonly (string | number)[]): void {
  const last = path.at(-1);
  if (last === 'additionalProperties' && path.at(-2) === 'columns') allow(schema, { enum: [...columnTypes] });
  else if (last === 'items' && path.at(-2) === 'rules' && !path.includes('alerts'))
    allow(schema, { type: 'string', minLength: 1 });
  else if (last === 'key' || last === 'source') allow(schema, { type: 'string', minLength: 1 });
  else if (last === 'watch') allow(schema, { type: 'string', minLength: 1 });
  else if ((last === 'metric' || last === 'subject' || last === 'status') && path.includes('match')) {
    allow(schema, { type: 'string', minLength: 1 });
  }
}

/** Turns a schema into a choice between the short form and itself. */
function allow(schema: JsonSchema, short: JsonSchema): void {
  if (schema.anyOf) return;
  const whole = { ...schema };
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { ...(whole.description ? { description: whole.description } : {}), anyOf: [short, whole] });
}
