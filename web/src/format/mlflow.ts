/** Builds addresses of MLflow's pages. */

/** The page of one MLflow run. @param runsUrl the page with the runs of an experiment; undefined without one */
export function buildMlflowRunUrl(runsUrl: string | undefined, runId: string): string | undefined {
  return runsUrl?.endsWith('/runs') ? `${runsUrl}/${runId}` : undefined;
}
