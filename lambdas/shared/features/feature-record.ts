/** Defines the feature values of one application or customer. */

/** Null means unknown. */
export type FeatureValue = number | string | null;

/** Values by feature name. A needed feature that is absent is an error. */
export type FeatureRecord = Readonly<Record<string, FeatureValue>>;
