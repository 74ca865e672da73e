/**
 * Environment variables that a deployment takes: what each is for, its form, and where CI sets it. lib/config.ts puts
 * them into the configuration, `npm run preflight` checks them.
 */
import { z } from 'zod';
import { readOptionalEnv } from '../lambdas/shared/env.ts';
import type { EnvironmentName } from './config-schema.ts';

/** The configuration of an environment is not acceptable; the message is one line for the person who deploys. */
export class InvalidConfiguration extends Error {
  override name = 'InvalidConfiguration';
}

/** A variable has a value of another form. */
export class InvalidVariable extends InvalidConfiguration {
  override name = 'InvalidVariable';
}

/** A variable that the environment needs is not set. */
export class MissingVariable extends InvalidConfiguration {
  override name = 'MissingVariable';
}

export interface DeploymentVariable {
  schema: z.ZodType<string, string>;
  /** What to give. */
  form: string;
  /** What is missing where it is not set. */
  without: string;
  /** Environments that are not deployed without it. */
  requiredIn: readonly EnvironmentName[];
  /** Variable of the GitHub repository, which deploy.yml passes to the build; `ENV` stands for DEV or PROD. */
  inCi: string;
}

export const DEPLOYMENT_VARIABLES = {
  RISK_ALARM_EMAIL: {
    schema: z.email(),
    form: 'a mail address',
    without: 'nobody gets a mail of an alarm',
    requiredIn: ['prod'],
    inCi: 'RISK_ALARM_EMAIL',
  },
  EMR_SERVERLESS_IMAGE: {
    schema: z.string().regex(/^\S+@sha256:[0-9a-f]{64}$/),
    form: "the address of Amazon's EMR Serverless image with its digest, …@sha256:…",
    without: 'no Spark application is deployed, and PostgreSQL builds the features of every day',
    requiredIn: [],
    inCi: 'EMR_SERVERLESS_IMAGE',
  },
  QUICKSIGHT_PRINCIPAL_ARN: {
    schema: z.string().regex(/^arn:aws[\w-]*:quicksight:[\w-]+:\d{12}:(user|group)\/.+$/),
    form: 'the ARN of a QuickSight user or group, arn:aws:quicksight:…:group/default/…',
    without: 'QuickSight has no dashboards',
    requiredIn: [],
    inCi: 'QUICKSIGHT_PRINCIPAL_ARN_ENV',
  },
} as const satisfies Record<string, DeploymentVariable>;

export type DeploymentVariableName = keyof typeof DEPLOYMENT_VARIABLES;

/**
 * Returns the value of a deployment variable; undefined when it is absent or empty.
 * @throws {InvalidVariable} when its value has another form
 */
export function readDeploymentVariable(name: DeploymentVariableName, variables: NodeJS.ProcessEnv): string | undefined {
  const { schema, form }: DeploymentVariable = DEPLOYMENT_VARIABLES[name];
  const value = readOptionalEnv(name, variables);
  if (value === undefined || schema.safeParse(value).success) return value;
  throw new InvalidVariable(`the variable ${name} is "${value}": give ${form} (docs/deploy.md)`);
}

/**
 * Refuses variables without which the environment must not be deployed.
 * @throws {MissingVariable} when one is not set
 */
export function requireDeploymentVariables(environment: EnvironmentName, variables: NodeJS.ProcessEnv): void {
  for (const [name, definition] of Object.entries<DeploymentVariable>(DEPLOYMENT_VARIABLES)) {
    if (!definition.requiredIn.includes(environment) || readOptionalEnv(name, variables)) continue;
    const inCi = formatCiVariable(definition, environment);
    throw new MissingVariable(
      `${environment} needs the variable ${name}: ${definition.form}. Without it ${definition.without}. ` +
        `Set it in the shell that runs the CDK; in CI as the variable ${inCi} of the GitHub repository (docs/deploy.md)`,
    );
  }
}

/** Name of the variable of the GitHub repository from which deploy.yml takes the value for an environment. */
export const formatCiVariable = ({ inCi }: DeploymentVariable, environment: EnvironmentName): string =>
  inCi.replace(/ENV$/, environment.toUpperCase());
