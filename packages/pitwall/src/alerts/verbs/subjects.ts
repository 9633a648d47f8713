import { formatSubject } from '@pitwall/sdk';
import { subjectOfServer } from '../../server/subjects.ts';

/** Of what is about alerts of any subject. */
export const subjectOfAlerts = subjectOfServer('alerts');

export const subjectOfChannel = (channel: string): string => formatSubject({ kind: 'channel', name: channel });
