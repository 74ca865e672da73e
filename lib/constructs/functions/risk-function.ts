/**
 * Defaults of every Lambda: runtime, bundle, logs, tracing, name. No Lambda is in a VPC, because the Data API is HTTPS.
 */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type BundleOptions, bundleFunction } from '../../build/bundle.ts';
import { listReservedConcurrency } from '../../reserved-concurrency.ts';
import { acknowledgeWildcards, allow, type Grantee } from '../foundation/allow.ts';
import { RiskStack, toPascalCase } from '../foundation/risk-stack.ts';

export interface RiskFunctionProps extends Omit<BundleOptions, 'onnx'> {
  /** 1 to 900. */
  timeout_seconds: number;
  /** 128 to 10,240; CPU grows with it (1,769 is one core). */
  memory_mib: number;
  description: string;
  /** The function runs ONNX models, on `onnx_lambda_architecture`. */
  onnx?: boolean;
  environment?: Record<string, string>;
}

/** Name of the alias that callers of the API's functions and of the workflows use. */
export const LIVE_ALIAS = 'live';

/**
 * Lambda of `lambdas/<stage>/<name>.lambda.ts`.
 *
 * A workflow or the API calls it synchronously and sees its failures. An asynchronous caller needs an on-failure
 * destination.
 */
export class RiskFunction extends LambdaFunction {
  /** `OpenRun` for `ingest/open-run`; workflows substitute `${OpenRunFunctionArn}`. */
  readonly logicalName: string;

  constructor(scope: Construct, entry: string, props: RiskFunctionProps) {
    const name = entry.replace(/^.*\//, '');
    const logicalName = toPascalCase(name);
    const { config, prefix, parameterPrefix, removalPolicy, logRetention, foundation } = RiskStack.of(scope);
    const architecture = props.onnx ? config.onnx_lambda_architecture : config.lambda_architecture;
    const { archive, hash } = bundleFunction(entry, { ...props, onnx: props.onnx ? architecture : undefined });
    super(scope, logicalName, {
      functionName: `${prefix}-${name}`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      code: Code.fromAsset(archive, { assetHash: hash }),
      handler: `${entry}.handler`,
      timeout: Duration.seconds(props.timeout_seconds),
      memorySize: props.memory_mib,
      reservedConcurrentExecutions: listReservedConcurrency(config)[entry],
      tracing: Tracing.ACTIVE,
      logGroup: new LogGroup(scope, `${logicalName}Logs`, {
        logGroupName: `${parameterPrefix}/${entry}`,
        retention: logRetention,
        encryptionKey: foundation.key,
        removalPolicy,
      }),
      // Kept after the next release: workflows that began before it call them, and a release can go back to them.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      environment: {
        POWERTOOLS_LOG_LEVEL: config.log_level,
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
    });
    this.logicalName = logicalName;
    acknowledgeWildcards(this, ['*'], 'X-Ray takes trace segments for no resource but *.');
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]`,
      reason: 'The managed policy grants log streams and events only, which every function needs.',
    });
  }
  /**
   * ARN by which a workflow calls it: of the version that belongs to the workflow's own version, so that both go back
   * together and an execution uses one release from its start to its end.
   */
  get calledArn(): string {
    return RiskStack.of(this).config.features.release_aliases ? this.currentVersion.functionArn : this.functionArn;
  }

  /** Permits a workflow to call it, in any version: executions that began before a release call an older one. */
  allowCall(workflow: Grantee): void {
    const released = RiskStack.of(this).config.features.release_aliases;
    allow(workflow, {
      actions: ['lambda:InvokeFunction'],
      resources: [released ? `${this.functionArn}:*` : this.functionArn],
      because: 'Versions of one function; executions that began before a release call an older one.',
    });
  }
}
