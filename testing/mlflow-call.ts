/** Calls the local MLflow with the user and the password in this process's environment, as its own client does. */

/** @param path such as `/api/2.0/mlflow/runs/search` */
export function callMlflow(path: string, init: { method?: string; body?: string } = {}): Promise<Response> {
  const { MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD } = process.env;
  const authorization = `Basic ${btoa(`${MLFLOW_TRACKING_USERNAME}:${MLFLOW_TRACKING_PASSWORD}`)}`;
  return fetch(`${MLFLOW_TRACKING_URI}${path}`, {
    ...init,
    headers: { authorization, 'content-type': 'application/json' },
  });
}
