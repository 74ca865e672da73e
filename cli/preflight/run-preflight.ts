/** Runs all checks of `npm run preflight` in the order of their table. Changes nothing. */
import type { EnvironmentConfig } from '../../lib/config.ts';
import type { SynthesisedApp } from '../deployment/synthesise-app.ts';
import { checkCaller, readBootstrap } from './check-account.ts';
import { listLeftoverReadings } from './check-leftovers.ts';
import { listQuotaReadings } from './check-quotas.ts';
import { checkImageBuilder, checkVariables } from './check-variables.ts';
import { type Finding, makeReading } from './finding.ts';

export interface PreflightSubject {
  config: Readonly<EnvironmentConfig>;
  /** Templates of the environment. */
  app: SynthesisedApp;
  /** Variables of the deployment, as they are set. */
  variables: NodeJS.ProcessEnv;
}

/** Checks this machine, then the account; without usable credentials the account is left out. */
export async function runPreflight({ config, app, variables }: PreflightSubject): Promise<Finding[]> {
  const local = [...checkVariables(config.name, variables), ...(await checkImageBuilder(app.imageCount, variables))];
  const { account, findings } = await checkCaller(config);
  if (!account) return [...local, ...findings];
  const readings = [
    readBootstrap(account, app.bootstrapVersion, config.features.spark_application),
    ...listQuotaReadings(config, account),
    ...listLeftoverReadings(app, account),
  ];
  const found: Finding[] = [];
  // One after another: Service Quotas and Lambda's settings allow few calls a second.
  for (const reading of readings) found.push(...(await makeReading(reading)));
  return [...local, ...findings, ...found];
}
