import { problemSchema } from '@pitwall/sdk';
import { z } from 'zod';
import type { Route } from '../route.ts';

/**
 * The schema with every object in it closed. Clients pass over keys that they do not know; the server must not answer
 * with any that it does not document.
 */
export function strictly(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const { catchall } = schema.def;
    if (catchall !== undefined && !(catchall instanceof z.ZodNever)) return schema;
    const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
    return z.strictObject(Object.fromEntries(Object.entries(shape).map(([key, member]) => [key, strictly(member)])));
  }
  if (schema instanceof z.ZodArray) return z.array(strictly(schema.element as z.ZodType));
  if (schema instanceof z.ZodNullable) return strictly(schema.unwrap() as z.ZodType).nullable();
  if (schema instanceof z.ZodOptional) return strictly(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map((one) => strictly(one as z.ZodType)));
  if (schema instanceof z.ZodRecord) {
    return z.record(z.string(), strictly(schema.valueType as z.ZodType));
  }
  return schema;
}

/** Throws where the JSON of an answer is not what is documented of the route, or is more than that. */
export function holdToContract(route: Route, status: number, json: unknown): void {
  const schema = status < 400 ? route.answers[status]?.schema : problemSchema;
  if (!schema) return;
  // the one as it stands holds what is said of several members together
  for (const one of [schema, strictly(schema)]) {
    const { error } = one.safeParse(json);
    if (error)
      throw new Error(`${route.name} answered ${status} with what it does not document: ${z.prettifyError(error)}`);
  }
}

/** The route that a request goes to. */
export function routeOf(routes: readonly Route[], method: string, path: string): Route | undefined {
  const asked = path.replace(/\?.*$/, '').split('/');
  return routes.find((route) => {
    const parts = route.path.split('/');
    return (
      route.method === method &&
      parts.length === asked.length &&
      parts.every((part, index) => part.startsWith('{') || part === asked[index])
    );
  });
}
