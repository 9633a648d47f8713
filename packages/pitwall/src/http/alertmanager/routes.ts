import type { Route } from '../route.ts';
import { listAlertGroupsV2, listAlertsV2, listReceiversV2 } from './alert-routes.ts';
import { postAlerts, receiveWebhook } from './receive-routes.ts';
import { deleteSilenceV2, getSilenceV2, listSilencesV2, postSilenceV2 } from './silence-routes.ts';
import { healthyV2, readyV2, statusV2 } from './status-routes.ts';

/** What programs that speak to an Alertmanager ask for: Prometheus, amtool, Grafana, karma. */
export const alertmanagerRoutes: readonly Route[] = [
  receiveWebhook,
  healthyV2,
  readyV2,
  statusV2,
  listReceiversV2,
  listAlertsV2,
  postAlerts,
  listAlertGroupsV2,
  listSilencesV2,
  postSilenceV2,
  getSilenceV2,
  deleteSilenceV2,
];
