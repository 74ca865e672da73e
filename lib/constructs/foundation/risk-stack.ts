// What all stacks have in common: the environment's configuration, and the one key and alert topic.
import { RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import type { EnvironmentConfig } from '../../config.ts';

/** Made by the storage stack, used by every construct. */
export interface Foundation {
  key: IKey;
  alerts: ITopic;
}

export interface RiskStackProps {
  config: Readonly<EnvironmentConfig>;
  /** Holds data: protected against deletion where data is kept. */
  stateful?: boolean;
  description: string;
}

export abstract class RiskStack extends Stack {
  readonly config: Readonly<EnvironmentConfig>;
  /** `risk-<env>`: begins every physical name. */
  readonly prefix: string;
  /** `/risk/<env>`: begins every SSM parameter and log group. */
  readonly parameterPrefix: string;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;

  constructor(scope: Construct, id: string, { config, stateful = false, description }: RiskStackProps) {
    const props: StackProps = {
      stackName: formatStackName(config, id),
      description: `Financial Risk Assessment System (${config.name}): ${description}`,
      env: { account: config.account, region: config.region },
      terminationProtection: stateful && config.keep_data,
    };
    super(scope, formatStackName(config, id), props);
    this.config = config;
    this.prefix = `risk-${config.name}`;
    this.parameterPrefix = `/risk/${config.name}`;
    this.removalPolicy = config.keep_data ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.logRetention = config.log_retention_days as RetentionDays;
    Tags.of(this).add('system', 'financial-risk');
    Tags.of(this).add('environment', config.name);
  }

  abstract get foundation(): Foundation;

  static override of(construct: IConstruct): RiskStack {
    const stack = Stack.of(construct);
    if (!(stack instanceof RiskStack)) throw new TypeError(`${construct.node.path} is not in a RiskStack`);
    return stack;
  }
}

/** `Risk-<Env>-<Name>`, for example Risk-Prod-Storage. */
export function formatStackName(config: Readonly<EnvironmentConfig>, name: string): string {
  return `Risk-${toPascalCase(config.name)}-${name}`;
}

/** `open-run` → `OpenRun`. */
export function toPascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `OpenRun` → `open-run`. */
export function toKebabCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, '-$&').toLowerCase();
}
