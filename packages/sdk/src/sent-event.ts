/** What one answer of a model may be. */
export type Answer = number | string | boolean;

export type FeatureValue = number | string | boolean | null | readonly number[];

interface Identified {
  /** Unique within the model; the label comes with the same. 7 and "7" are one id. */
  readonly id: string | number;
  /** When it was made: a date, ISO 8601 with an offset, or milliseconds since 1970. */
  readonly at?: Date | string | number | undefined;
}

/** What a model said, and of what. */
export interface PredictionEvent extends Identified {
  /** A number, a class, or an object such as a probability for each class. */
  readonly prediction: Answer | Readonly<Record<string, Answer>>;
  /** What the model was given. */
  readonly features?: Readonly<Record<string, FeatureValue>> | undefined;
  /** Of the model. */
  readonly version?: string | undefined;
  /** A group that is looked at on its own, such as a share of the traffic. */
  readonly segment?: string | undefined;
  /** That were taken, in the format that the model declares. */
  readonly odds?: number | undefined;
  /** The last odds before the start. */
  readonly closing?: number | undefined;
  /** What was put on it; 0 for no bet. */
  readonly stake?: number | undefined;
  /** How much it counts. */
  readonly weight?: number | undefined;
  /** Whom a list was made for. */
  readonly user?: string | undefined;
  /** What was listed. */
  readonly item?: string | undefined;
}

/** What then was so. */
export interface LabelEvent extends Identified {
  readonly label: Answer;
  /** Whether it corrects the label that came before it. */
  readonly supersedes?: boolean | undefined;
}
