/** What production must be, read from the templates that `cdk synth -c env=prod` writes without an account. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BuildOptions, buildSync } from 'esbuild';
import { handlerEntries } from '../../lib/bundle.ts';
import { contentSecurityPolicy, fileOf, SECURITY_HEADERS } from '../../lib/dashboard-rules.ts';
import { type Resource, ROOT, references, Synthesised } from './synthesised.ts';

let prod: Synthesised;
beforeAll(() => {
  prod = new Synthesised('prod');
}, 120_000);
afterAll(() => prod?.remove());

/** Functions of this repository: CDK's own (custom resource providers) are named by CDK or end in -provider. */
const ownFunctions = () =>
  prod
    .ofType('Lambda::Function')
    .filter(({ properties }) => /^risk-prod-(?!.*-provider$)/.test(properties.FunctionName ?? ''));

/** Function name → the variables that the sources in its bundle ask for by `env('NAME')`; Lambda itself sets AWS_*. */
function variablesRead(): Record<string, string[]> {
  const entryPoints = handlerEntries().map((entry) => `lambdas/${entry}.ts`);
  const external = ['onnxruntime-node'];
  const options: BuildOptions = { absWorkingDir: ROOT, entryPoints, bundle: true, platform: 'node', external };
  const { metafile } = buildSync({ ...options, format: 'esm', outdir: 'unused', write: false, metafile: true });
  const read = Object.values(metafile?.outputs ?? {}).map(({ entryPoint = '', inputs }) => {
    const sources = Object.keys(inputs).filter((file) => file.startsWith('lambdas/'));
    const text = sources.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
    const names = Array.from(text.matchAll(/\benv\('([A-Z_]+)'\)/g), ([, name = '']) => name);
    return [basename(entryPoint, '.ts'), [...new Set(names)].filter((name) => !name.startsWith('AWS_')).sort()];
  });
  return Object.fromEntries(read);
}

describe('functions', () => {
  test('none sits in a VPC', () => {
    for (const { id, properties } of prod.ofType('Lambda::Function'))
      expect([id, properties.VpcConfig]).toEqual([id, undefined]);
  });

  test('each runs Node 24 on arm64, traced, with its own time-out, memory and encrypted, expiring log group', () => {
    expect(ownFunctions().length).toBeGreaterThanOrEqual(18);
    for (const { stack, properties } of ownFunctions()) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Timeout: expect.any(Number),
        MemorySize: expect.any(Number),
      });
      const [logGroup] = references(properties.LoggingConfig.LogGroup);
      expect(prod.resources.find(({ id, stack: where }) => id === logGroup && where === stack)?.type).toBe(
        'AWS::Logs::LogGroup',
      );
    }
  });

  test('each has the variables its code reads, and no others', () => {
    const settings = /^(POWERTOOLS_.*|NODE_OPTIONS)$/;
    const given = ownFunctions().map(({ properties }) => [
      properties.FunctionName.replace('risk-prod-', ''),
      Object.keys(properties.Environment.Variables)
        .filter((name) => !settings.test(name))
        .sort(),
    ]);
    // The migrations run as two roles, which they name themselves.
    expect(Object.fromEntries(given)).toEqual({ ...variablesRead(), migrate: ['PARAMETER_PREFIX'] });
  });

  test('log groups expire and are encrypted', () => {
    for (const { id, properties } of prod.ofType('Logs::LogGroup')) {
      expect([id, properties.RetentionInDays]).toEqual([id, 365]);
      expect([id, properties.KmsKeyId]).not.toEqual([id, undefined]);
    }
  });
});

describe('buckets', () => {
  test('are versioned, private, TLS only, kept, and encrypted with our key (access logs: with S3’s)', () => {
    const buckets = prod.ofType('S3::Bucket').filter(({ stack }) => stack === 'Risk-Prod-Storage');
    expect(buckets).toHaveLength(6);
    for (const { id, properties, deletionPolicy } of buckets) {
      const [{ ServerSideEncryptionByDefault: encryption }] =
        properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect([id, encryption.SSEAlgorithm]).toEqual([id, id.startsWith('AccessLogs') ? 'AES256' : 'aws:kms']);
      expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(Object.values(properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect(deletionPolicy).toBe('Retain');
      expect(deniesPlainHttp(id)).toBe(true);
    }
  });

  test('audit objects are write-once', () => {
    const audit = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('Audit'));
    expect(audit?.properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Days: 2557, Mode: 'COMPLIANCE' });
  });

  test('a delivery is gone in all its versions on the configured day, its delete marker with it', () => {
    const landing = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('Landing'));
    const rules: Resource['properties'][] = landing?.properties.LifecycleConfiguration.Rules;
    const deliveries = rules.find(({ Id }) => Id === 'deliveries');
    expect(deliveries).toMatchObject({ Status: 'Enabled' });
    expect(deliveries?.Prefix).toBeUndefined(); // of every object
    expect(deliveries?.ExpirationInDays + deliveries?.NoncurrentVersionExpiration.NoncurrentDays).toBe(90);
    expect(rules.find(({ Id }) => Id === 'delete-markers')).toMatchObject({ ExpiredObjectDeleteMarker: true });
  });

  function deniesPlainHttp(bucket: string): boolean {
    const policy = prod.ofType('S3::BucketPolicy').find(({ properties }) => properties.Bucket.Ref === bucket);
    return policy?.properties.PolicyDocument.Statement.some(
      (statement: Record<string, unknown>) =>
        statement.Effect === 'Deny' && JSON.stringify(statement.Condition).includes('"aws:SecureTransport":"false"'),
    );
  }
});

const tables = (name: string): Resource => {
  const found = prod.ofType('DynamoDB::Table').find(({ id }) => id.startsWith(name));
  if (!found) throw new Error(`there is no table ${name}`);
  return found;
};

test('only who verified a version of an upload reads certain versions: of deliveries, and of batches', () => {
  const versions = prod
    .ofType('IAM::Policy')
    .flatMap(({ id, properties }) =>
      properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({ id, ...statement })),
    )
    .filter(({ Action }) => [Action].flat().includes('s3:GetObjectVersion'));
  const readers = new Map(
    versions.map(({ id, Resource }) => [id.replace(/ServiceRole.*$/, ''), JSON.stringify(Resource)]),
  );
  expect([...readers.keys()].sort()).toEqual(['PrepareFile', 'SplitBatch']);
  expect(readers.get('PrepareFile')).toMatch(/Landing.*\/landing\/\*/);
  expect(readers.get('SplitBatch')).toMatch(/Work.*\/batches\/\*/);
});

describe('keys of persons', () => {
  test('lie in a table encrypted with our key, kept, and recoverable for days only', () => {
    const { properties, deletionPolicy } = tables('PersonKeys');
    expect(properties).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: expect.anything() },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      DeletionProtectionEnabled: true,
    });
    expect(deletionPolicy).toBe('Retain');
  });

  test('are made by the preparation of files, which cannot open them; nobody else may use their KMS key or the table', () => {
    const key = prod.ofType('KMS::Key').find(({ id }) => id.startsWith('PersonalDataKey'));
    const exported = JSON.stringify(
      prod.resources.filter(({ type }) => type === 'AWS::IAM::Policy').map(({ id, properties }) => [id, properties]),
    );
    expect(key).toBeDefined();
    const statements = prod
      .ofType('IAM::Policy')
      .flatMap(({ id, properties }) =>
        properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({ id, ...statement })),
      )
      .filter(({ Resource }) => /PersonalDataKey|PersonKeys/.test(JSON.stringify(Resource)));
    expect(exported).not.toMatch(/dynamodb:(?!BatchWriteItem"|UpdateItem")/);
    expect(statements.map(({ id, Action }) => [id.replace(/[0-9A-F]{8}$/, ''), Action])).toEqual([
      ['PrepareFileServiceRoleDefaultPolicy', 'dynamodb:BatchWriteItem'],
      ['PrepareFileServiceRoleDefaultPolicy', 'kms:GenerateDataKey'],
    ]);
  });
});

describe('database', () => {
  test('is Aurora PostgreSQL Serverless v2, encrypted, with the Data API, protected and backed up', () => {
    expect(prod.only('RDS::DBCluster').properties).toMatchObject({
      Engine: 'aurora-postgresql',
      EngineVersion: '17.9',
      EnableHttpEndpoint: true,
      StorageEncrypted: true,
      DeletionProtection: true,
      BackupRetentionPeriod: 35,
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 32 },
    });
  });

  test('has a writer and a reader, in subnets without a way to the internet', () => {
    const instances = prod.ofType('RDS::DBInstance');
    expect(instances.map(({ properties }) => [properties.DBInstanceClass, properties.PubliclyAccessible])).toEqual([
      ['db.serverless', false],
      ['db.serverless', false],
    ]);
    for (const type of ['EC2::InternetGateway', 'EC2::NatGateway', 'EC2::Route']) expect(prod.ofType(type)).toEqual([]);
    expect(prod.only('EC2::VPCEndpoint').properties.VpcEndpointType).toBe('Gateway');
  });

  test('may import from and export to the work bucket', () => {
    const roles = prod.only('RDS::DBCluster').properties.AssociatedRoles;
    expect(roles.map(({ FeatureName }: { FeatureName: string }) => FeatureName).sort()).toEqual([
      's3Export',
      's3Import',
    ]);
  });

  test('is told the key of the work bucket by every function that has it export, and may use that key only', () => {
    const exporters = ownFunctions().filter(({ properties }) => properties.Environment.Variables.WORK_KMS_KEY_ARN);
    const names = exporters.map(({ properties }) => properties.FunctionName.replace('risk-prod-', ''));
    expect(names.sort()).toEqual(['export-partition', 'export-training-set', 'join-features', 'prepare-scoring']);
    for (const { properties } of exporters) {
      expect(JSON.stringify(properties.Environment.Variables.WORK_KMS_KEY_ARN)).toMatch(/GetAttKey[0-9A-F]+Arn/);
    }
    const policy = prod.ofType('IAM::Policy').find(({ id }) => id.includes('S3Export'));
    const onKeys = policy?.properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
      [Action].flat().some((action) => action.startsWith('kms:')),
    );
    expect(onKeys.map(({ Action }: { Action: string[] }) => Action)).toEqual([['kms:Decrypt', 'kms:GenerateDataKey']]);
    expect(onKeys[0].Resource).toEqual(exporters[0]?.properties.Environment.Variables.WORK_KMS_KEY_ARN);
  });

  test('exports nothing without naming a key', () => {
    const files = readdirSync(join(ROOT, 'sql'), { recursive: true, encoding: 'utf8' });
    const exports = files
      .filter((file) => file.endsWith('.sql'))
      .map((file) => readFileSync(join(ROOT, 'sql', file), 'utf8'))
      .filter((text) => text.includes('query_export_to_s3('));
    expect(exports).toHaveLength(4);
    for (const text of exports) expect(text).toMatch(/'format (csv|text)',\s+:kms_key\s+\)/);
  });

  test('every role has its own secret, found by an SSM parameter', () => {
    const names = prod.ofType('SSM::Parameter').map(({ properties }) => properties.Name);
    for (const role of ['master', 'migrator', 'etl', 'training', 'api_score', 'api_read', 'reporting', 'privacy']) {
      expect(names).toContain(`/risk/prod/database/secret-arn/risk_${role}`);
    }
    expect(prod.ofType('SecretsManager::Secret')).toHaveLength(10);
  });
});

describe('large days', () => {
  const job = () => prod.ofType('IAM::Role').find(({ properties }) => properties.RoleName === 'risk-prod-spark-job');

  test('run on an application that is bounded, starts and stops by itself, keeps no workers, and logs to us only', () => {
    expect(prod.only('EMRServerless::Application').properties).toMatchObject({
      Type: 'SPARK',
      ReleaseLabel: 'emr-spark-8.0.0',
      MaximumCapacity: { Cpu: '64 vCPU', Memory: '256 GB', Disk: '1280 GB' },
      AutoStartConfiguration: { Enabled: true },
      AutoStopConfiguration: { Enabled: true, IdleTimeoutMinutes: 5 },
      MonitoringConfiguration: {
        CloudWatchLoggingConfiguration: { Enabled: true, EncryptionKeyArn: expect.anything() },
        ManagedPersistenceMonitoringConfiguration: { Enabled: false },
      },
    });
    expect(prod.only('EMRServerless::Application').properties).not.toHaveProperty('InitialCapacity');
  });

  test('have a job that reads and writes below features/ of the work bucket, logs, and may do nothing else', () => {
    expect(job()?.properties.AssumeRolePolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: 'emr-serverless.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
    const policies = prod.ofType('IAM::Policy').filter(({ properties, stack }) => {
      return stack === job()?.stack && references(properties.Roles).includes(job()?.id ?? '');
    });
    const statements = policies.flatMap(({ properties }) => properties.PolicyDocument.Statement);
    const actions = statements.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect([...new Set(actions)].sort()).toEqual([
      ...['kms:Decrypt', 'kms:GenerateDataKey'],
      ...['logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      ...['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
    ]);
    for (const { Action, Resource } of statements) {
      if (!/Object|Multipart/.test(JSON.stringify(Action))) continue;
      expect(JSON.stringify(Resource)).toMatch(/WorkBucket|Work[0-9A-F]{8}/);
      expect(JSON.stringify(Resource)).toContain('/features/*');
    }
  });
});

test('nothing of QuickSight is made while no principal of it is configured', () => {
  expect(prod.resources.filter(({ type }) => type.startsWith('AWS::QuickSight::'))).toEqual([]);
});

describe('nothing is lost silently', () => {
  test('the ETL starts at 02:00 UTC every day, tries again, and leaves a dead letter', () => {
    const rule = prod
      .ofType('Events::Rule')
      .find(({ properties }) => properties.Name === 'risk-prod-daily-etl-nightly');
    expect(rule?.properties).toMatchObject({ ScheduleExpression: 'cron(0 2 * * ? *)', State: 'ENABLED' });
    expect(rule?.properties.Targets[0]).toMatchObject({
      DeadLetterConfig: { Arn: expect.anything() },
      RetryPolicy: { MaximumRetryAttempts: 10 },
    });
  });

  test('training starts on the first of the month and on a drift signal, tries again, and leaves a dead letter', () => {
    const rule = (name: string) =>
      prod.ofType('Events::Rule').find(({ properties }) => properties.Name === `risk-prod-training-${name}`)
        ?.properties;
    expect(rule('monthly')).toMatchObject({ ScheduleExpression: 'cron(0 4 1 * ? *)', State: 'ENABLED' });
    expect(rule('drift')).toMatchObject({
      EventPattern: { source: ['risk.monitoring'], 'detail-type': ['DriftDetected'] },
      State: 'ENABLED',
    });
    expect(JSON.stringify(rule('drift')?.EventBusName)).toContain('Events');
    for (const name of ['monthly', 'drift']) {
      expect(rule(name)?.Targets).toMatchObject([{ DeadLetterConfig: {}, RetryPolicy: { MaximumRetryAttempts: 10 } }]);
    }
    expect(rule('drift')?.Targets[0].InputTransformer.InputTemplate).toMatch(/"reason":"drift"/);
  });

  test('every workflow is traced, logged, alarmed on, and its failures are told to the alert topic', () => {
    const workflows = prod.ofType('StepFunctions::StateMachine');
    expect(workflows).toHaveLength(7);
    for (const { id, stack, properties } of workflows) {
      expect(properties.TracingConfiguration).toEqual({ Enabled: true });
      expect(properties.LoggingConfiguration.Level).toBe('ALL');
      const alarmed = alarmsOn(stack, id).map(({ properties: alarm }) => alarm.MetricName);
      expect(alarmed).toEqual(expect.arrayContaining(['ExecutionsFailed', 'ExecutionsTimedOut']));
      expect(
        prod.ofType('Events::Rule').filter((rule) => rule.stack === stack && tellsFailuresOf(rule, id)),
      ).toHaveLength(1);
    }
  });

  test('every rule has a dead-letter queue, and every queue an alarm', () => {
    for (const { id, properties } of prod.ofType('Events::Rule')) {
      for (const target of properties.Targets) expect([id, target.DeadLetterConfig]).not.toEqual([id, undefined]);
    }
    for (const { id, stack } of prod.ofType('SQS::Queue')) expect(alarmsOn(stack, id)).toHaveLength(1);
  });

  test('every alarm tells the alert topic', () => {
    for (const { id, properties } of prod.ofType('CloudWatch::Alarm'))
      expect([id, properties.AlarmActions?.length]).toEqual([id, 1]);
  });

  const alarmsOn = (stack: string, id: string): Resource[] =>
    prod
      .ofType('CloudWatch::Alarm')
      .filter((alarm) => alarm.stack === stack && references(alarm.properties).includes(id));

  function tellsFailuresOf({ properties }: Resource, stateMachine: string): boolean {
    const { status, stateMachineArn } = properties.EventPattern?.detail ?? {};
    return references(stateMachineArn).includes(stateMachine) && status.join() === 'FAILED,TIMED_OUT,ABORTED';
  }
});

describe('permissions', () => {
  /** What has no resource to name. cdk-nag holds the reasons, next to each grant. */
  const WITHOUT_RESOURCE = [
    /^xray:/,
    /^logs:.*(LogDelivery|LogDeliveries|ResourcePolic|DescribeLogGroups)/,
    /^cloudwatch:PutMetricData$/,
    // A narrower scope hides composite alarms.
    /^cloudwatch:DescribeAlarm(s|History)$/,
    /^ecr:GetAuthorizationToken$/,
  ];

  test('no action is a wildcard, and a wildcard resource stands only where AWS knows no other', () => {
    for (const { id, stack, type, properties } of prod.resources) {
      if (!['AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'].includes(type)) continue;
      if (id.startsWith('CustomCDKBucketDeployment')) continue; // CDK's own uploader, with what CDK grants it
      const documents = [
        properties.PolicyDocument,
        ...(properties.Policies ?? []).map((policy: Resource['properties']) => policy.PolicyDocument),
      ];
      for (const statement of documents.flatMap((document) => document?.Statement ?? [])) {
        if (statement.Effect !== 'Allow') continue;
        const actions: string[] = [statement.Action].flat();
        expect([
          stack,
          id,
          actions.filter((action) => action.includes('*') && action !== 'sagemaker-mlflow:*'),
        ]).toEqual([stack, id, []]);
        if (![statement.Resource].flat().includes('*')) continue;
        const unexplained = actions.filter((action) => !WITHOUT_RESOURCE.some((known) => known.test(action)));
        expect([stack, id, unexplained]).toEqual([stack, id, []]);
      }
    }
  });
});

describe('API', () => {
  test('every operation but health and the documentation needs a token', () => {
    const open = ['/v1/health', '/v1/openapi.json', '/v1/docs', '/v1/docs/{file}'];
    const { Body: document } = prod.only('ApiGateway::RestApi').properties;
    for (const [path, operations] of Object.entries<Record<string, Resource['properties']>>(document.paths)) {
      for (const operation of Object.values(operations)) {
        const scopes = operation.security?.flatMap((scheme: Record<string, string[]>) => scheme.oauth2 ?? []) ?? [];
        expect([path, scopes.length > 0]).toEqual([path, !open.includes(path)]);
        expect(operation['x-amazon-apigateway-integration']).toMatchObject({ type: 'aws_proxy', httpMethod: 'POST' });
      }
    }
    expect(document.components.securitySchemes.oauth2['x-amazon-apigateway-authtype']).toBe('cognito_user_pools');
  });

  test('is throttled, logged, and shielded', () => {
    const { MethodSettings: settings, AccessLogSetting: accessLog } = prod.only('ApiGateway::Stage').properties;
    expect(settings).toEqual([expect.objectContaining({ ThrottlingRateLimit: 100, LoggingLevel: 'ERROR' })]);
    expect(accessLog.DestinationArn).toBeDefined();
    expect(prod.ofType('WAFv2::WebACLAssociation')).toHaveLength(1);
  });

  test('keeps predict warm behind an alias, which the gateway calls, and bounds what one function may take', () => {
    const { properties: alias, id } = prod.only('Lambda::Alias');
    expect(alias.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 2 });
    const { paths } = prod.only('ApiGateway::RestApi').properties.Body;
    const called = (path: string) => references(Object.values<Resource['properties']>(paths[path])[0]);
    expect([called('/v1/predict'), called('/v1/predict/batch')].map((all) => all.includes(id))).toEqual([true, true]);
    const named = (name: string) =>
      prod.ofType('Lambda::Function').find(({ properties }) => properties.FunctionName === `risk-prod-${name}`)
        ?.properties;
    const reserved = ['predict', 'read', 'documentation'].map((name) => named(name)?.ReservedConcurrentExecutions);
    expect(reserved).toEqual([100, 50, 10]);
    const invoked = prod.ofType('Lambda::Permission').filter(({ properties }) => references(properties).includes(id));
    expect(invoked).toHaveLength(1);
  });

  test('a function of the API ends before the gateway would stop waiting for it', () => {
    for (const name of ['predict', 'read', 'replay', 'documentation', 'batches']) {
      const found = prod
        .ofType('Lambda::Function')
        .find(({ properties }) => properties.FunctionName === `risk-prod-${name}`);
      expect([name, found?.properties.Timeout]).toEqual([name, 10]);
    }
  });

  test('machines may score and read, never review', () => {
    for (const name of ['risk-prod-demo', 'risk-prod-service']) {
      const client = clients(name);
      expect(client).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true });
      expect(JSON.stringify(client.AllowedOAuthScopes)).not.toContain('review');
    }
  });

  test('people sign in with a code and a second factor, through a client without a secret', () => {
    expect(clients('risk-prod-people')).toMatchObject({ AllowedOAuthFlows: ['code'], GenerateSecret: false });
    expect(JSON.stringify(clients('risk-prod-people').AllowedOAuthScopes)).toContain('review');
    expect(prod.only('Cognito::UserPool').properties).toMatchObject({ MfaConfiguration: 'ON' });
    expect(prod.only('Cognito::UserPoolGroup').properties).toMatchObject({ GroupName: 'reviewers' });
  });

  test('each function that answers for a caller counts its requests in the table, and can do no more there', () => {
    const statements = prod
      .ofType('IAM::Policy')
      .flatMap(({ id, properties }) =>
        properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({ id, ...statement })),
      )
      .filter(({ Resource }) => references(Resource).includes(tables('RateLimits').id));
    const role = (id: string) => id.replace(/ServiceRoleDefaultPolicy[0-9A-F]{8}$/, '');
    expect(statements.map(({ id, Action }) => [role(id), Action]).sort()).toEqual(
      ['Batches', 'Predict', 'Read', 'Replay'].map((name) => [name, 'dynamodb:UpdateItem']),
    );
    expect(tables('RateLimits').properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expire', Enabled: true });
  });

  test('the function of batches lets clients reach uploads and results, and starts their workflow only', () => {
    const policy = prod.ofType('IAM::Policy').find(({ id }) => id.startsWith('BatchesServiceRole'));
    const statements: Resource['properties'][] = policy?.properties.PolicyDocument.Statement;
    const on = (action: string) =>
      statements
        .filter(({ Action }) => [Action].flat().includes(action))
        .map(({ Resource }) => JSON.stringify(Resource));
    expect(on('s3:PutObject')).toEqual([expect.stringContaining('/batches/*/upload')]);
    const readable = on('s3:GetObject').join();
    for (const key of ['/batches/*/upload', '/batches/*/results.csv.gz']) expect(readable).toContain(key);
    expect(on('states:StartExecution')).toEqual([expect.stringContaining('BatchScoring')]);
    const actions = statements.flatMap(({ Action }) => Action).filter((action) => /^(s3|states):/.test(action));
    expect([...new Set(actions)].sort()).toEqual([
      ...['s3:GetObject', 's3:ListBucket', 's3:PutObject', 'states:StartExecution'],
    ]);
  });

  test('the documentation reaches neither database nor objects', () => {
    const policy = prod.ofType('IAM::Policy').find(({ id }) => id.startsWith('DocumentationServiceRole'));
    const actions = policy?.properties.PolicyDocument.Statement.flatMap(({ Action }: Resource['properties']) => Action);
    expect(actions.toSorted()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
  });

  function clients(name: string): Resource['properties'] {
    return (
      prod.ofType('Cognito::UserPoolClient').find(({ properties }) => properties.ClientName === name)?.properties ?? {}
    );
  }
});

describe('the dashboard', () => {
  test('is a private bucket that only its distribution reads, with the headers that the local cloud sends too', () => {
    const { DistributionConfig } = prod.only('CloudFront::Distribution').properties;
    const { DefaultCacheBehavior, CacheBehaviors, Origins } = DistributionConfig;
    expect(DefaultCacheBehavior).toMatchObject({
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD'],
    });
    expect(CacheBehaviors).toMatchObject([{ PathPattern: '/v1/*', ViewerProtocolPolicy: 'https-only' }]);
    expect(Origins[0]).toMatchObject({ OriginAccessControlId: expect.anything() });
    expect(Origins[1]).toMatchObject({
      OriginPath: '/live',
      CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
    });
    const site = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('HostingSite'));
    expect(Object.values(site?.properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);

    const { SecurityHeadersConfig, CustomHeadersConfig } = prod.only('CloudFront::ResponseHeadersPolicy').properties
      .ResponseHeadersPolicyConfig;
    const written = JSON.stringify([SecurityHeadersConfig, CustomHeadersConfig]);
    expect(written).toContain(contentSecurityPolicy('').slice(0, 60));
    for (const [header, value] of Object.entries(SECURITY_HEADERS)) {
      const known = ['referrer-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options'];
      if (!known.includes(header)) expect(written).toContain(`"Header":"${header}","Override":true,"Value":"${value}"`);
    }
    expect(SecurityHeadersConfig).toMatchObject({
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
      FrameOptions: { FrameOption: SECURITY_HEADERS['x-frame-options'] },
      ReferrerPolicy: { ReferrerPolicy: SECURITY_HEADERS['referrer-policy'] },
    });
  });

  test('answers every page with its one file, by the very function that the local cloud runs', () => {
    const { FunctionCode } = prod.only('CloudFront::Function').properties;
    const rewritten = (uri: string) =>
      new Function('event', `${FunctionCode}; return handler(event).uri`)({ request: { uri } });
    for (const path of ['/', '/runs/1', '/applications/a.b', '/assets/x-1.js', '/config.json', '/favicon.svg']) {
      expect(rewritten(path)).toBe(fileOf(path));
    }
    expect([rewritten('/segments'), rewritten('/assets/x-1.js')]).toEqual(['/index.html', '/assets/x-1.js']);
  });

  test('keeps files that are named by their content for ever, and asks for all others anew', () => {
    const uploads = prod.resources
      .filter(({ type }) => type === 'Custom::CDKBucketDeployment')
      .map(({ properties }) => properties);
    expect(
      uploads.map(({ Exclude, SystemMetadata, Prune }) => [Exclude, SystemMetadata['cache-control'], Prune]),
    ).toEqual([
      [['*'], 'public, max-age=31536000, immutable', false],
      [['assets/*'], 'no-cache', false],
    ]);
  });

  test('signs people in by code through a client without a secret, for what it needs and no more', () => {
    const client = prod
      .ofType('Cognito::UserPoolClient')
      .find(({ properties }) => properties.ClientName === 'risk-prod-dashboard');
    expect(client?.properties).toMatchObject({
      ...{ AllowedOAuthFlows: ['code'], GenerateSecret: false },
      AllowedOAuthScopes: ['openid', 'email', 'risk/read', 'risk/review'],
    });
    expect(JSON.stringify(client?.properties.CallbackURLs)).toContain('/signed-in');
  });
});

describe('the app', () => {
  test('stacks that hold data are protected, and come first', () => {
    const { artifacts } = prod.manifest;
    for (const name of ['Storage', 'Database']) {
      expect(artifacts[`Risk-Prod-${name}`].properties.terminationProtection).toBe(true);
    }
    for (const name of ['Scoring', 'Etl', 'Training', 'Api', 'Monitoring']) {
      expect(artifacts[`Risk-Prod-${name}`].dependencies).toEqual(expect.arrayContaining(['Risk-Prod-Database']));
    }
  });

  test('cfn-lint finds nothing', () => {
    const lint = join(ROOT, '.venv/bin/cfn-lint');
    expect(existsSync(lint)).toBe(true);
    const files = prod.templates().map((file) => join(prod.folder, file));
    const { stdout, status } = spawnSync(lint, ['--', ...files], { cwd: ROOT, encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});
