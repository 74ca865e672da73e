/**
 * Handles the calls that read stored data, and those of overrides. A small Lambda that starts quickly and logs in as a role
 * that may not insert scores.
 */
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { createNameReader, type ReadName } from '../shared/aws/person-names.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { requireEnv } from '../shared/env.ts';
import { readDefaultPolicy } from '../shared/serving/read-serving.ts';
import { createPolicyReader } from '../shared/serving/stored-policy.ts';
import { applicationsRoute } from './contract/routes/applications.ts';
import { modelMetricsRoute, modelRoute, modelsRoute } from './contract/routes/models.ts';
import { meRoute } from './contract/routes/people.ts';
import { createPortfolioReportRoute } from './contract/routes/portfolio-reports.ts';
import { endOverrideRoute, overrideRoute, predictionRoute, riskScoreRoute } from './contract/routes/predictions.ts';
import { reportRoute } from './contract/routes/reports.ts';
import { runRoute, runsRoute } from './contract/routes/runs.ts';
import { healthRoute } from './contract/routes/service.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation, toCacheableJson } from './http/operation.ts';
import { endOverride, overridePrediction } from './predictions/stored/override-prediction.ts';
import { readPrediction } from './predictions/stored/read-prediction.ts';
import { readRiskScore } from './predictions/stored/read-risk-score.ts';
import { listApplications } from './queries/applications.ts';
import { createHealthCheck, HEALTH_CACHE_CONTROL } from './queries/health.ts';
import { readMe } from './queries/me.ts';
import { listModels, readModelDetails, readModelMetrics } from './queries/models.ts';
import { createReportMaker } from './queries/portfolio-report.ts';
import { createAlarmReader } from './queries/reports/alarms.ts';
import { readReport } from './queries/reports/read-report.ts';
import { listRuns, readRunDetails } from './queries/runs.ts';
import { createModelReportSigner } from './queries/sign-model-report.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function readHandler(
  readGroups: ReadGroups = createGroupReader(),
  readName: ReadName = createNameReader(),
): ApiHandler {
  const overrides = () => ({ database: getDatabase(), readName });
  const bucket = () => requireEnv('MODEL_BUCKET');
  const models = { database: getDatabase, objects: getObjectStore, bucket, signReport: createModelReportSigner() };
  const readPolicies = createPolicyReader();
  const reports = {
    database: getDatabase,
    alarms: { prefix: () => requireEnv('ALARM_PREFIX'), describe: createAlarmReader() },
    policy: () => readDefaultPolicy(getDatabase(), readPolicies),
  };
  const makePortfolioReport = createReportMaker();
  const checkModelExists = (key: string) => getObjectStore().head(bucket(), key);
  const checkHealth = createHealthCheck({ database: getDatabase, checkModelExists });
  return createApiHandler(
    'prediction-api/read',
    [
      bindOperation(riskScoreRoute, async (input) => readRiskScore(getDatabase(), input)),
      bindOperation(predictionRoute, async (input) => readPrediction(overrides(), input)),
      bindOperation(overrideRoute, async (input) => overridePrediction(overrides(), input)),
      bindOperation(endOverrideRoute, async (input) => endOverride(overrides(), input)),
      bindOperation(modelsRoute, async (input) => listModels(getDatabase(), input)),
      bindOperation(modelRoute, (input) => readModelDetails(models, input)),
      bindOperation(modelMetricsRoute, (input) => readModelMetrics(models, input)),
      bindOperation(runsRoute, async (input) => listRuns(getDatabase(), input)),
      bindOperation(runRoute, async (input) => readRunDetails(getDatabase(), input)),
      bindOperation(applicationsRoute, async (input) => listApplications(getDatabase(), input)),
      bindOperation(reportRoute, async (input) => readReport(reports, input)),
      bindOperation(meRoute, (input) => readMe(readName, input)),
      bindOperation(createPortfolioReportRoute, () => makePortfolioReport()),
      bindOperation(healthRoute, async (_, telemetry) =>
        toCacheableJson(await checkHealth(telemetry), HEALTH_CACHE_CONTROL),
      ),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = readHandler();
