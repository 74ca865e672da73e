/** Starts the local cloud with a model and two thousand applications, and writes the files that the peers need. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Client } from 'pg';
import { readStackParameters } from '../../cli/aws/stack-parameters.ts';
import { type LocalCloud, startLocalCloud } from '../../cli/local/cloud.ts';
import { numberParameters } from '../../cli/local/data-api/named-parameters.ts';
import { bindParameters } from '../../cli/local/data-api/parameters.ts';
import { ExecuteRequest } from '../../cli/local/data-api/requests.ts';
import { deployStacks } from '../../cli/local/deploy/deploy.ts';
import {
  buildSdkConfiguration,
  buildSdkEnvironment,
  type LocalSettings,
} from '../../cli/local/settings/local-settings.ts';
import { readScoringInputs } from '../../lambdas/prediction-api/predictions/read-scoring-inputs.ts';
import { insertPredictions } from '../../lambdas/prediction-api/predictions/store-prediction.ts';
import { toParameters } from '../../lambdas/shared/aws/database/parameters.ts';
import type { Database, SqlParameters } from '../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { listNeededFeatures } from '../../lambdas/shared/decision/needed-features.ts';
import { ModelFolderManifest } from '../../lambdas/shared/model/model-manifest.ts';
import { modelManifestKey, modelOnnxKey } from '../../lambdas/shared/object-keys.ts';
import { parsePolicy } from '../../lambdas/shared/policy/parse-policy.ts';
import { buildRunId, insertRows, type Row } from '../../testing/database/rows.ts';
import { publishApplications } from '../../testing/workflows/lambda-harness.ts';
import { type DecidingPolicy, findDecidingPolicy } from '../deciding-policy.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const AS_OF = '2024-01-01';

export interface ApiCloud {
  cloud: LocalCloud;
  parameter: (name: string) => string;
  database: Client;
  /** Environment of the deployed predict function. */
  environment: Record<string, string>;
  applications: number;
  stop(): Promise<void>;
}

/** Starts and deploys everything. Writes the model and the peers' files to `folder`. */
export async function startApiCloud(
  settings: LocalSettings,
  folder: string,
  logStep: (step: string) => void,
): Promise<ApiCloud> {
  logStep('fitting a model');
  const python = [join(ROOT, '.venv/bin/python'), [join(import.meta.dirname, 'model.py'), folder]] as const;
  execFileSync(...python, { stdio: ['ignore', 'ignore', 'inherit'] });
  logStep('starting the local cloud');
  const cloud = await startLocalCloud(settings);
  Object.assign(process.env, buildSdkEnvironment(settings));
  try {
    logStep('deploying the stacks');
    await deployStacks(settings);
    const parameter = await readStackParameters('local');
    const database = await cloud.connect();
    const environment = await readFunctionEnvironment(settings, 'risk-local-predict');
    const manifest = await registerChampion(database, folder, parameter('model/bucket'));
    const rows = JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')) as Row[];
    const { rowCount } = await database.query('select from analytics.runs where run_id = $1', [buildRunId(1)]);
    if (!rowCount) {
      const applications = rows.map((features, i) => ({ id: `bench-${i}`, features }));
      await publishApplications(
        { superuser: database } as never,
        { run_id: buildRunId(1), as_of: AS_OF },
        applications,
      );
      await database.query('analyze');
    }
    writePeers(folder, manifest, await findDecidingPolicy(database), await recordStatements(), cloud.postgresUrl);
    const stop = async () => {
      await database.end();
      await cloud.stop();
    };
    return { cloud, parameter, database, environment, applications: rows.length, stop };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

async function readFunctionEnvironment(settings: LocalSettings, name: string): Promise<Record<string, string>> {
  const lambda = new LambdaClient(buildSdkConfiguration(settings));
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  lambda.destroy();
  return Environment?.Variables ?? {};
}

async function registerChampion(database: Client, folder: string, bucket: string): Promise<ModelFolderManifest> {
  const [onnx, text] = ['model.onnx', 'manifest.json'].map((name) => readFileSync(join(folder, 'model', name)));
  if (!onnx || !text) throw new Error('the model was not written');
  const manifest = ModelFolderManifest.parse(JSON.parse(text.toString()));
  const { version, kind } = manifest;
  await getObjectStore().putStream(bucket, modelOnnxKey(version), Readable.from([onnx]));
  await getObjectStore().putStream(bucket, modelManifestKey(version), Readable.from([text]));
  await database.query("update predictions.model_metadata set stage = 'retired' where stage = 'champion'");
  await database.query('delete from predictions.model_metadata where version = $1', [version]).catch(() => {});
  const { rowCount } = await database.query(
    "update predictions.model_metadata set stage = 'champion' where version = $1",
    [version],
  );
  if (rowCount) return manifest;
  const { background: _, ...registered } = manifest;
  await insertRows(database, 'predictions.model_metadata', [
    {
      ...{ version, kind, stage: 'champion', onnx_key: modelOnnxKey(version), onnx_sha256: manifest.onnx.sha256 },
      ...{ size_bytes: onnx.length, manifest: registered, job_name: 'bench', registered_at: new Date() },
    },
  ]);
  return manifest;
}

interface Statement {
  sql: string;
  names: string[];
  parameters: SqlParameters;
}

/** Records the two statements of a prediction as the API sends them, with the Data API's numbered parameters. */
async function recordStatements(): Promise<Record<'read' | 'store', Statement>> {
  const sent: Statement[] = [];
  const query = async (sql: string, parameters: SqlParameters = {}) => {
    const request = { resourceArn: 'arn:of:the:cluster', secretArn: 'arn:of:the:secret', sql };
    const valid = ExecuteRequest.parse({ ...request, parameters: toParameters(parameters) });
    const { names } = numberParameters(sql, () => undefined);
    sent.push({ sql: bindParameters(sql, valid.parameters).text, names, parameters });
    return [];
  };
  const db = { query } as unknown as Database;
  await readScoringInputs(db, [{ kind: 'application', application_id: 'bench-0' }]);
  const caller = { clientId: 'bench', name: 'bench', isPerson: false, scopes: new Set(''), roles: new Set<never>() };
  await insertPredictions(db, { caller, idempotencyKey: undefined, sha256: '0'.repeat(64) }, []);
  const [read, store] = sent;
  if (!read || !store) throw new Error('a prediction no longer takes two statements');
  return { read, store };
}

function writePeers(
  folder: string,
  { version, onnx, inputs, features, prepared_from }: ModelFolderManifest,
  deciding: DecidingPolicy,
  { read, store }: Record<'read' | 'store', Statement>,
  database_url: string,
): void {
  const constants = Object.fromEntries(
    Object.entries(store.parameters).map(([name, value]) => [name, typeof value === 'object' ? null : value]),
  );
  // The peers implement format 1.
  const policy = JSON.parse(deciding.document);
  const needed = listNeededFeatures(inputs, parsePolicy(policy)).map(({ name }) => name);
  const decided = {
    ...{ model_version: version, model_sha256: onnx.sha256, rate: null, expected_return: null },
    ...{ policy_version: deciding.version, policy_sha256: deciding.sha256, experiment_id: null, arm: null },
  };
  const peers = { read, store, constants, decided, policy, inputs, features, prepared_from, needed, database_url };
  writeFileSync(join(folder, 'peers.json'), JSON.stringify(peers));
}
