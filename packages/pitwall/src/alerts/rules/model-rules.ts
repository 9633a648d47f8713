import { except, type ShippedRule, shipped } from './shipped.ts';

/** About models and what they are given. */
export const modelRules: readonly ShippedRule[] = [
  shipped({
    name: 'drift',
    title: 'Data has drifted',
    metrics: ['drift.*'],
    per: 'whole',
    when: 'what goes into a model, comes out of it, or is delivered is distributed otherwise than in its baseline',
    fix: 'See which columns moved, and ask their source what changed. If the change is meant to stay, retrain and make a new baseline',
    source: 'monitors, dataset watches',
    origins: ['betting', 'recommender'],
  }),
  shipped({
    name: 'performance',
    title: 'A model is not good enough',
    metrics: ['performance.*', 'monitor.rows'],
    per: 'whole',
    exceptions: [
      except(['performance.roi'], { alert: 'critical', warning: 'medium' }),
      except(['performance.rmse', 'performance.precision@*', 'performance.ndcg@*'], {
        alert: 'critical',
        warning: 'medium',
      }),
      except(['performance.diversity@*', 'performance.coverage@*'], { alert: 'medium', warning: 'medium' }),
      // said before there is a single label
      except(['performance.estimated.*', 'performance.estimated_rows'], { alert: 'medium', warning: 'low' }),
    ],
    when: 'a metric of a window is beyond its threshold; what bets brought (roi), RMSE, precision and NDCG at k are critical',
    fix: 'Where it loses money, stop or lower the stakes until the cause is known. Look for drift in what it is given and for the segment where it is worst, then retrain or go back',
    source: 'monitors',
    origins: ['betting', 'forecaster', 'recommender'],
  }),
  shipped({
    name: 'degradation',
    title: 'A model has become worse',
    metrics: ['degradation.*', 'trend.*'],
    per: 'whole',
    severity: { alert: 'critical', warning: 'medium' },
    exceptions: [
      except(['degradation.accuracy'], { alert: 'critical', warning: 'critical' }, 0.1),
      except(['trend.*'], { alert: 'high', warning: 'medium' }),
    ],
    when: 'a metric is from 5 % on worse than in the windows before or at its baseline (medium), or more than 15 % (critical); accuracy is critical from more than 10 % on',
    fix: 'See since when, and what changed then: a deployment, a feature, the feed. Go back to the version before, or retrain on recent data',
    source: 'monitors',
    origins: ['platform', 'forecaster', 'recommender'],
  }),
  shipped({
    name: 'silence',
    title: 'Nothing comes from a model any more',
    metrics: ['silence.*'],
    per: 'whole',
    when: 'no prediction or no label came for longer than `monitor: { silence }` allows',
    fix: 'See whether the service runs, whether what it sends is refused, and whether results still come with the ids of the predictions',
    source: 'monitors',
    origins: ['trading'],
  }),
];
