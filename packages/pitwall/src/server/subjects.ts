import { formatSubject } from '@pitwall/sdk';

export const subjectOfModel = (model: string): string => formatSubject({ kind: 'model', name: model });

/** What belongs to the server as a whole, and to nothing that it watches. */
export const subjectOfServer = (part: string): string => formatSubject({ kind: 'server', name: part });

export const subjectOfComponent = (component: string): string => formatSubject({ kind: 'component', name: component });

/** `monitor:winner` is the job `monitor` of the model `winner`: who may not see the model does not see its job either. */
export function subjectOfJob(name: string): string {
  const colon = name.indexOf(':');
  if (colon < 1) return formatSubject({ kind: 'job', name });
  return formatSubject({ kind: 'model', name: name.slice(colon + 1) }, { kind: 'job', name: name.slice(0, colon) });
}
