/** The values of one application's or customer's features, by name. */

/** Null means unknown; an absent name is an error wherever the feature is needed. */
export type FeatureValue = number | string | null;
export type FeatureRecord = Readonly<Record<string, FeatureValue>>;
