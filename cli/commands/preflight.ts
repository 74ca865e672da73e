/** `npm run preflight`: checks before a deployment what the account and this machine lack. */
import { loadEnvironmentConfig } from '../../lib/config.ts';
import { deployableOptions, resolveDeployable } from '../deployment/deployable-options.ts';
import { keepUsableVariables } from '../deployment/deployment-environment.ts';
import { synthesiseApp } from '../deployment/synthesise-app.ts';
import { printFindings } from '../preflight/print-findings.ts';
import { runPreflight } from '../preflight/run-preflight.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';

export const preflightCommand = defineCommand({
  name: 'preflight',
  summary: 'checks what an account lacks before a deployment',
  description:
    'Checks variables, image builder, credentials, region, bootstrap, quotas, QuickSight, and names that an earlier deployment left, by what the configuration and the synthesised templates need. Only reads: docs/deploy.md has the policy it needs. A check that cannot be read says which permission it lacks, and the others go on.',
  options: { json: { description: 'print the findings as one JSON list' }, ...deployableOptions },
  examples: {
    'npm run preflight -- --env prod': 'production, with the credentials of your shell',
  },
  exitCodes: { 0: 'nothing is missing', 1: 'something is missing, or could not be read' },
  async run({ json, ...chosen }) {
    const environment = resolveDeployable(chosen);
    const usable = keepUsableVariables(environment, process.env);
    const app = await synthesiseApp(environment, usable);
    const config = loadEnvironmentConfig(environment, usable);
    const findings = await runPreflight({ config, app, variables: process.env });
    if (json) console.log(JSON.stringify(findings, null, 2));
    else printFindings(findings);
    if (findings.some(({ state }) => state !== 'ok')) process.exitCode = 1;
  },
});

if (import.meta.main) await runCommand(preflightCommand);
