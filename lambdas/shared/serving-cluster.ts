/**
 * Names of the parameters that say which cluster serves. No stack owns them, so that a deployment cannot point back to
 * the cluster that CloudFormation knows: the first deployment writes them, and afterwards only a recovery does.
 */

/** ARN of the cluster that the functions use. */
export const SERVING_CLUSTER = 'serving-cluster-arn';
/** Host that dashboards and BI tools read from: the reader of that cluster. */
export const SERVING_READER = 'serving-reader-endpoint';
