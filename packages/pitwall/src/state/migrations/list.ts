import { audit } from './0001-audit.ts';
import { finding } from './0002-finding.ts';
import { job } from './0003-job.ts';
import { idempotency } from './0004-idempotency.ts';
import { token } from './0005-token.ts';
import { metric } from './0006-metric.ts';
import { jobDue } from './0007-job-due.ts';
import { monitor } from './0008-monitor.ts';
import { baseline } from './0009-baseline.ts';
import { profile } from './0010-profile.ts';
import { access } from './0011-access.ts';
import { secret } from './0012-secret.ts';
import { signing } from './0013-signing.ts';
import { auditTrust } from './0014-audit-trust.ts';
import { privacy } from './0015-privacy.ts';
import { alert } from './0016-alert.ts';
import { delivery } from './0017-delivery.ts';
import type { Migration } from './migration.ts';

/** In their order; a new one goes to the end. */
export const migrations: readonly Migration[] = [
  audit,
  finding,
  job,
  idempotency,
  token,
  metric,
  jobDue,
  monitor,
  baseline,
  profile,
  access,
  secret,
  signing,
  auditTrust,
  privacy,
  alert,
  delivery,
];
