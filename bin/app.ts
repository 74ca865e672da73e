/** Entry of the CDK app: `cdk deploy --all -c env=prod`. Open it to add a stack or to change the deployment order. */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type EnvironmentConfig, loadDeploymentConfig } from '../lib/config.ts';
import { InvalidConfiguration } from '../lib/deployment-variables.ts';
import { ApiStack } from '../lib/stacks/api-stack.ts';
import { CasesStack } from '../lib/stacks/cases-stack.ts';
import { DashboardStack } from '../lib/stacks/dashboard-stack.ts';
import { DatabaseStack } from '../lib/stacks/database-stack.ts';
import { EtlStack } from '../lib/stacks/etl-stack.ts';
import { EventsStack } from '../lib/stacks/events-stack.ts';
import { GovernanceStack } from '../lib/stacks/governance-stack.ts';
import { MonitoringStack } from '../lib/stacks/monitoring-stack.ts';
import { PrivacyStack } from '../lib/stacks/privacy-stack.ts';
import { RecoveryStack } from '../lib/stacks/recovery-stack.ts';
import { ReportingStack } from '../lib/stacks/reporting-stack.ts';
import { ScoringStack } from '../lib/stacks/scoring-stack.ts';
import { StorageStack } from '../lib/stacks/storage-stack.ts';
import { TrainingStack } from '../lib/stacks/training-stack.ts';

/** Adds all stacks of one environment to the app. */
export function addStacks(app: App, config: Readonly<EnvironmentConfig>) {
  const storage = new StorageStack(app, 'Storage', { config });
  const database = new DatabaseStack(app, 'Database', { config, storage });
  const scoring = new ScoringStack(app, 'Scoring', { config, storage });
  const training = new TrainingStack(app, 'Training', { config, storage });
  const etl = new EtlStack(app, 'Etl', { config, storage, scoring: scoring.workflow, runJob: training.runJob });
  const privacy = new PrivacyStack(app, 'Privacy', { config, storage });
  const api = new ApiStack(app, 'Api', {
    config,
    storage,
    batchScoring: scoring.batchScoring,
    simulation: scoring.simulation,
    modelLifecycle: training.modelLifecycle,
    privacyRequests: privacy.requests,
  });
  const dashboard = new DashboardStack(app, 'Dashboard', { config, api });
  const reporting = new ReportingStack(app, 'Reporting', { config, storage, database });
  const recovery = new RecoveryStack(app, 'Recovery', { config, storage, database });
  const governance = new GovernanceStack(app, 'Governance', { config, storage });
  const cases = new CasesStack(app, 'Cases', { config, storage });
  const events = new EventsStack(app, 'Events', { config, storage });
  // Last, because it collects the alarms and log groups of all other stacks.
  const monitoring = new MonitoringStack(app, 'Monitoring', {
    ...{ config, storage, etl: etl.workflow, runJob: training.runJob, events: training.events },
  });
  // Stacks find the database by name, so the dependency must be explicit.
  for (const stack of [
    scoring,
    etl,
    training,
    privacy,
    api,
    reporting,
    recovery,
    governance,
    cases,
    events,
    monitoring,
  ])
    stack.addStackDependency(database);
  return {
    storage,
    database,
    scoring,
    etl,
    training,
    privacy,
    api,
    reporting,
    recovery,
    governance,
    cases,
    events,
    monitoring,
    dashboard,
  };
}

/** Ends the process with one line for a configuration that is not acceptable. */
function loadConfigOrExit(name: unknown): Readonly<EnvironmentConfig> {
  try {
    return loadDeploymentConfig(name);
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    console.error(`${error.name}: ${error.message}`);
    process.exit(1);
  }
}

if (import.meta.main) {
  const app = new App();
  const config = loadConfigOrExit(app.node.tryGetContext('env'));
  if (config.checked) Validations.of(app).addPlugins(new AwsSolutionsChecks());
  else process.env.CDK_VALIDATION = 'false'; // the CDK's own switch, read when it synthesises
  addStacks(app, config);
  app.synth();
}
