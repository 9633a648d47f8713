/** What routes, silences and inhibition look at. A label that is not there is the same as an empty one. */
export type Labels = Readonly<Record<string, string>>;
