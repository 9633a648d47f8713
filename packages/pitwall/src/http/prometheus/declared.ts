import type { Family } from './exposition.ts';

type Declared = Omit<Family, 'samples' | 'name'>;

const gauge = (help: string): Declared => ({ type: 'gauge', help });
const counter = (help: string): Declared => ({ type: 'counter', help });
const summary = (help: string): Declared => ({ type: 'summary', help });

/**
 * Everything that can be written, in the order in which it is. Labels name a component, a channel, an outcome or a model
 * and nothing that there are many of, so that no sender fills the memory of whoever keeps the series.
 */
export const declared = {
  pitwall_up: gauge('1 while the server answers'),
  pitwall_build_info: gauge('1, with the version of the server'),
  pitwall_start_time_seconds: gauge('When the server was started, in seconds since 1970'),
  pitwall_ready: gauge('1 where requests can be served, 0 where not'),

  pitwall_server_requests_per_second: gauge('Requests in the last ten seconds, by class and status'),
  pitwall_server_request_seconds: summary('How long requests took in the last ten seconds, by class'),
  pitwall_server_request_bytes_per_second: gauge('Bytes of bodies that came in'),
  pitwall_server_event_rows_per_second: gauge('Events that were taken in'),
  pitwall_server_event_bytes_per_second: gauge('Bytes of events that were taken in'),
  pitwall_server_events_waiting_bytes: gauge('Events that are on the disk and cannot be read yet'),
  pitwall_server_events_lag_batches: gauge('Batches of events that cannot be read yet'),
  pitwall_server_state_changes_per_second: gauge('Changes of the state'),
  pitwall_server_state_change_seconds: summary('How long changes of the state took in the last ten seconds'),
  pitwall_server_resident_memory_bytes: gauge('Memory of the process'),
  pitwall_server_heap_bytes: gauge('Memory of the process that is in use by JavaScript'),
  pitwall_server_cpu_share: gauge('Of one core: 1.5 is one and a half'),
  pitwall_server_event_loop_delay_seconds: summary('How long what was due had to wait for its turn'),
  pitwall_server_open_streams: gauge('Live views that are open'),
  pitwall_server_samples_lost: gauge('Samples that were lost between the last two looks'),

  pitwall_jobs: gauge('Jobs by what is with them: well, running, late, failing, dead'),

  pitwall_model_figure: gauge('What a metric came to in the window of a model that was judged last'),
  pitwall_model_window_rows: gauge('Predictions in that window'),
  pitwall_model_window_labels: gauge('Labels in that window'),
  pitwall_model_window_end_seconds: gauge('When that window ended, in seconds since 1970'),
  pitwall_model_window_status: gauge('1 for what was found in that window: pass, warning, alert or unknown'),
  pitwall_model_trouble: gauge('Measurements of that window that are not fine, by area and status'),

  pitwall_findings: counter('Findings since the server was started, by area and status'),

  pitwall_alerts: gauge('Alerts that are not resolved, by state, severity and rule'),
  pitwall_alert_changes: counter('What happened to alerts since the server was started'),
  pitwall_silences: gauge('Silences by state'),

  pitwall_deliveries: counter('Attempts to tell somebody since the server was started, by channel and outcome'),
  pitwall_outbox_waiting: gauge('Messages that wait for their delivery'),
  pitwall_outbox_oldest_seconds: gauge('How long the oldest of them waits'),
  pitwall_outbox_dead: gauge('Messages that were given up and wait for somebody'),
  pitwall_channel_open: gauge('1 while nothing is sent to a channel because it failed too often'),

  pitwall_component_sample: gauge('The latest sample of what was sent in of a component'),
  pitwall_component_sample_time_seconds: gauge('When it was measured, in seconds since 1970'),
  pitwall_component_samples_left_out: gauge('Series that are not written, since there are too many of them'),
} as const satisfies Readonly<Record<string, Declared>>;

export type FamilyName = keyof typeof declared;

/** As they are written, `_total` and all. */
export const seriesNames: readonly string[] = Object.entries(declared).map(([name, { type }]) =>
  type === 'counter' ? `${name}_total` : name,
);
