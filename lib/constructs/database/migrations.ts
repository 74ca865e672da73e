/**
 * Custom resource that applies sql/migrations, role passwords and role settings at every deployment that changes them.
 */
import { CustomResource, Duration, Validations } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { DATABASE_ROLES, MASTER_ROLE } from '../../../lambdas/database/contract/database-roles.ts';
import { SERVING_CLUSTER, SERVING_READER } from '../../../lambdas/shared/serving-cluster.ts';
import { hashFolder } from '../../build/bundle.ts';
import { acknowledgeWildcards, allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { allowDataApi } from './database-access.ts';
import { buildDatabaseSettings } from './database-settings.ts';

/** Custom resource that runs again when the migrations or the settings of roles change. */
export class Migrations extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const settings = buildDatabaseSettings(RiskStack.of(this).config);
    const migrate = new RiskFunction(this, 'database/migrate', {
      description: 'Applies the migrations and sets the passwords of the roles',
      timeout_seconds: 900,
      memory_mib: 512,
      sql: true,
      environment: settings,
    });
    allowDataApi(migrate, [MASTER_ROLE, ...DATABASE_ROLES]);
    this.allowPublishing(migrate);
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::DatabaseMigrations',
      serviceToken: this.createProvider(migrate).serviceToken,
      serviceTimeout: Duration.minutes(20),
      properties: {
        migrations: hashFolder('sql/migrations'),
        roles: hashFolder('lambdas/database'),
        role_settings: hashFolder('sql/database'),
        one_person: settings.ONE_PERSON_KINDS,
        case_settings: settings.CASE_SETTINGS,
      },
    });
    // CloudFormation must create the permissions first.
    resource.node.addDependency(migrate);
  }

  /** The first deployment writes which cluster serves; the deletion of the stack removes it. */
  private allowPublishing(migrate: RiskFunction): void {
    const stack = RiskStack.of(this);
    const formatParameterArn = (name: string) =>
      stack.formatArn({ service: 'ssm', resource: `parameter${stack.parameterPrefix}/database/${name}` });
    allow(migrate, {
      actions: ['ssm:GetParameter'],
      resources: ['cluster-arn', 'reader-endpoint'].map(formatParameterArn),
    });
    allow(migrate, {
      actions: ['ssm:PutParameter', 'ssm:DeleteParameters'],
      resources: [SERVING_CLUSTER, SERVING_READER].map(formatParameterArn),
    });
  }

  /** CDK's provider function responds to CloudFormation even when our function fails or cannot load. */
  private createProvider(migrate: RiskFunction): Provider {
    const { parameterPrefix, logRetention, removalPolicy, foundation, prefix } = RiskStack.of(this);
    const provider = new Provider(this, 'Provider', {
      onEventHandler: migrate,
      providerFunctionName: `${prefix}-migrations-provider`,
      logGroup: new LogGroup(this, 'ProviderLogs', {
        logGroupName: `${parameterPrefix}/database/migrations-provider`,
        retention: logRetention,
        encryptionKey: foundation.key,
        removalPolicy,
      }),
    });
    const framework = provider.node.findChild('framework-onEvent');
    (framework.node.defaultChild as CfnFunction).tracingConfig = { mode: 'PassThrough' };
    acknowledgeWildcards(framework, [`${migrate.functionArn}:*`], 'CDK lets its provider call any version.');
    Validations.of(framework).acknowledge(
      { id: 'AwsSolutions-L1', reason: 'CDK chooses the runtime of its own function.' },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: 'The managed policy grants log streams and events only, which every function needs.',
      },
    );
    return provider;
  }
}
