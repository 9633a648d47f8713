import { defineRoute } from '../route.ts';
import { contentTypes, writeExposition } from './exposition.ts';
import { formatOf } from './negotiate.ts';
import { familiesOf, gather } from './scrape.ts';

/** Read by Prometheus and all that read what it reads, with the key of a viewer. */
export const scrapeMetrics = defineRoute({
  name: 'scrapeMetrics',
  method: 'GET',
  path: '/metrics',
  summary: 'Figures of now, as OpenMetrics or in the text format of Prometheus',
  permission: 'metric.read',
  about: 'listed',
  answers: { 200: { summary: 'Series of what one may see', type: 'application/openmetrics-text' } },
  async handle({ headers, server, may }) {
    const format = formatOf(headers.get('accept'));
    const families = familiesOf(await gather(server), may);
    return {
      status: 200,
      text: writeExposition(families, format),
      headers: { 'content-type': contentTypes[format], vary: 'accept' },
    };
  },
});
