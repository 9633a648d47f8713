import { except, type ShippedRule, shipped } from './shipped.ts';

/** About data that is delivered. */
export const dataRules: readonly ShippedRule[] = [
  shipped({
    name: 'contract',
    title: 'Data breaks its contract',
    metrics: ['contract.*', 'monitor.files'],
    per: 'whole',
    exceptions: [
      except(['monitor.files'], { alert: 'critical', warning: 'high', unknown: 'critical' }),
      except(['contract.readable', 'contract.rows', 'contract.columns', 'contract.series'], {
        alert: 'critical',
        warning: 'medium',
      }),
      except(['contract.freshness'], { alert: 'medium', warning: 'medium' }),
    ],
    when: 'rows of a dataset or of the events of a model break a rule; rows, columns or days that are missing and files that cannot be read are critical, data that is too old is medium',
    fix: 'Look at the examples of the finding and ask the source what it sends now. Until it is mended, keep what breaks the contract away from the model',
    source: 'dataset watches, monitors',
    origins: ['betting', 'forecaster', 'recommender'],
  }),
];
