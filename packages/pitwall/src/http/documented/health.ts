import { z } from 'zod';
import { readyz } from '../routes/health.ts';
import { status } from '../routes/status.ts';
import { type Mapping, mapping } from './documented.ts';

const healthWords = ['healthy', 'unhealthy'] as const;
const health = z.enum(healthWords);

export const briefSchema = z.strictObject({
  status: health,
  service: z.string(),
  timestamp: z.string(),
  reasons: z.array(z.string()),
});

interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

const wordOf = (isHealthy: boolean): (typeof healthWords)[number] => (isHealthy ? 'healthy' : 'unhealthy');

/** For who watches from outside: one word and why, nothing of what is in it. */
export const brief = (service: string): Mapping =>
  mapping<Readiness>({
    route: readyz,
    schema: briefSchema,
    translate: ({ ready, reasons }, { server }) => ({
      status: wordOf(ready),
      service,
      timestamp: new Date(server.world.now()).toISOString(),
      reasons,
    }),
  });

const componentNames = ['state', 'events', 'process'] as const;
type Component = (typeof componentNames)[number];

const componentSchema = z.strictObject({ status: health, reasons: z.array(z.string()) });

const healthSchema = z.strictObject({
  ...briefSchema.shape,
  version: z.string(),
  uptime_seconds: z.number(),
  components: z.partialRecord(z.enum(componentNames), componentSchema),
});

interface Status extends Readiness {
  readonly version: string;
  readonly startedAt: string;
}

/** Reasons are sentences that begin with what they are about. */
function componentOf(reason: string): Component {
  if (reason.startsWith('the state')) return 'state';
  return reason.startsWith('events') ? 'events' : 'process';
}

/** Of the parts that a service rests on, each with what keeps it from its work. */
export const components = (service: string, names: readonly Component[] = componentNames): Mapping =>
  mapping<Status>({
    route: status,
    schema: healthSchema,
    translate(found, { server }) {
      const reasons = found.reasons.filter((reason) => names.includes(componentOf(reason)));
      const parts = names.map((name) => {
        const own = reasons.filter((reason) => componentOf(reason) === name);
        return [name, { status: wordOf(own.length === 0), reasons: own }];
      });
      return {
        status: wordOf(reasons.length === 0),
        service,
        timestamp: new Date(server.world.now()).toISOString(),
        reasons,
        version: found.version,
        uptime_seconds: (server.world.now() - Date.parse(found.startedAt)) / 1000,
        components: Object.fromEntries(parts),
      };
    },
  });
