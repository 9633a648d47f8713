/** What a contract says and ODCS has no word for: names of custom properties, and the engine of custom checks. */
export const engine = 'pitwall';
export const terms = {
  type: 'pitwallType',
  required: 'pitwallRequired',
  finite: 'pitwallFinite',
  severity: 'pitwallSeverity',
  strict: 'pitwallStrict',
  freshness: 'pitwallFreshness',
  share: 'pitwallShare',
} as const;
