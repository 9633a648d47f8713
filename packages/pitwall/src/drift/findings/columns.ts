import type { Finding } from '@pitwall/sdk';
import { list } from '../../core/words.ts';
import type { Comparison } from '../compare.ts';
import { finding, type Judging } from './finding.ts';

export function columnsFinding({ gone, baseline }: Comparison, judging: Judging): Finding[] {
  if (gone.length === 0) return [];
  return [
    finding(
      {
        metric: 'drift.columns',
        value: gone.length,
        thresholds: null,
        status: 'alert',
        message: `${list(gone)} of the baseline ${gone.length === 1 ? 'is' : 'are'} not in the data`,
        evidence: {
          count: gone.length,
          total: baseline.columns.length,
          fix: 'Ask its source; if they are gone for good, make a new baseline without them',
        },
      },
      judging,
    ),
  ];
}
