/** Base class of all stacks: configuration, names, removal policy, and access to the shared key and alert topic. */
import { RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import type { EnvironmentConfig } from '../../config.ts';

/** Resources of the storage stack that every construct uses. */
export interface Foundation {
  key: IKey;
  alerts: ITopic;
}

export interface RiskStackProps {
  config: Readonly<EnvironmentConfig>;
  /** Contains data: protected against deletion where `keep_data` is set. */
  stateful?: boolean;
  description: string;
}

export abstract class RiskStack extends Stack {
  readonly config: Readonly<EnvironmentConfig>;
  /** `risk-<env>`, the prefix of every physical name. */
  readonly prefix: string;
  /** `/risk/<env>`, the prefix of every SSM parameter and log group. */
  readonly parameterPrefix: string;
  /**
   * Of what holds data. In an environment that keeps data it survives updates and the stack, but not the rollback of the
   * deployment that created it: a name that is left behind would make the next deployment fail.
   */
  readonly removalPolicy: RemovalPolicy;
  /** Whether buckets are emptied when they are deleted with their stack, which S3 refuses for a bucket with objects. */
  readonly emptiesBuckets: boolean;
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
    this.removalPolicy = config.keep_data ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
    this.emptiesBuckets = !config.keep_data && config.features.empty_buckets;
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

/** Returns `Risk-<Env>-<Name>`, for example Risk-Prod-Storage. */
function formatStackName(config: Readonly<EnvironmentConfig>, name: string): string {
  return `Risk-${toPascalCase(config.name)}-${name}`;
}

/** Converts `open-run` to `OpenRun`. */
export function toPascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Converts `OpenRun` to `open-run`. */
export function toKebabCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, '-$&').toLowerCase();
}
