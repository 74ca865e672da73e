/** The local MLflow stores runs, artefacts and registered models. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMlflow } from '../../../cli/local/mlflow.ts';
import type { ManagedProcess } from '../../../cli/local/processes/managed-process.ts';
import { buildSdkEnvironment, type LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { callMlflow } from '../../../testing/mlflow-call.ts';
import { removeState, testSettings } from './harness.ts';

let settings: LocalSettings;
let mlflow: ManagedProcess;

beforeAll(async () => {
  settings = await testSettings();
  mlflow = await startMlflow(settings);
  Object.assign(process.env, buildSdkEnvironment(settings));
});

afterAll(async () => {
  await mlflow?.stop();
  await removeState(settings);
});

interface MlflowReply {
  experiment_id?: string;
  run?: { info: { run_id: string; artifact_uri: string } };
  model_version?: object;
}

async function call(path: string, body: object): Promise<MlflowReply> {
  const response = await callMlflow(`/api/2.0/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as MlflowReply;
}

describe('MLflow', () => {
  it('stores runs and artefacts, and registers models', async () => {
    const { experiment_id } = await call('mlflow/experiments/create', { name: 'training' });
    const { run } = await call('mlflow/runs/create', { experiment_id, start_time: 1 });
    const { run_id, artifact_uri } = run?.info ?? {};
    expect(artifact_uri).toBe(`mlflow-artifacts:/${experiment_id}/${run_id}/artifacts`);

    const artifact = `/api/2.0/mlflow-artifacts/artifacts/${experiment_id}/${run_id}/artifacts/a.txt`;
    expect((await callMlflow(artifact, { method: 'PUT', body: 'kept' })).ok).toBe(true);
    expect(await (await callMlflow(artifact)).text()).toBe('kept');

    await call('mlflow/registered-models/create', { name: 'probability-of-default' });
    const version = await call('mlflow/model-versions/create', {
      name: 'probability-of-default',
      source: artifact_uri,
      run_id,
    });
    expect(version.model_version).toMatchObject({ version: '1' });
  });
});
