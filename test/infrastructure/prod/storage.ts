/** Tests of what stores data: buckets, keys of persons, the database. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DATABASE_ROLES, MASTER_ROLE } from '../../../lambdas/database/contract/database-roles.ts';
import { LOG_SETTINGS } from '../../../lambdas/database/contract/log-settings.ts';
import { RETENTION_SCHEDULE } from '../../../lambdas/shared/retention/schedule.ts';
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { type Resource, ROOT } from '../synthesised.ts';
import { findTable, listOwnFunctions, prod } from './template.ts';

/** Defines the tests. The template is read when they run. */
export function describeStorage(): void {
  describe('buckets', () => {
    test('are versioned, private, TLS only, retained, and encrypted with our key (access logs: with S3’s)', () => {
      const buckets = prod.ofType('S3::Bucket').filter(({ stack }) => stack === 'Risk-Prod-Storage');
      expect(buckets).toHaveLength(7);
      for (const { id, properties, deletionPolicy } of buckets) {
        const [{ ServerSideEncryptionByDefault: encryption }] =
          properties.BucketEncryption.ServerSideEncryptionConfiguration;
        expect([id, encryption.SSEAlgorithm]).toEqual([id, id.startsWith('AccessLogs') ? 'AES256' : 'aws:kms']);
        expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
        expect(Object.values(properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
        expect(deletionPolicy).toBe('RetainExceptOnCreate');
        expect(deniesPlainHttp(id)).toBe(true);
      }
    });

    test('raw files of imports are sent from the dashboard only, and expire after a week', () => {
      const work = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('Work'));
      expect(work?.properties.CorsConfiguration.CorsRules).toEqual([
        { AllowedMethods: ['PUT'], AllowedOrigins: ['https://*.cloudfront.net'], MaxAge: 3600 },
      ]);
      expect(work?.properties.LifecycleConfiguration.Rules).toContainEqual({
        ...{ Id: 'imports', Prefix: 'imports/', Status: 'Enabled', ExpirationInDays: 7 },
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      });
    });

    test('attachments are sent from the dashboard only, and what nobody has checked expires after a day', () => {
      const cases = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('Cases'));
      const noncurrent = { NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Status: 'Enabled' };
      expect(cases?.properties.LifecycleConfiguration.Rules).toEqual(
        expect.arrayContaining([
          { ...noncurrent, Id: 'uploads', Prefix: 'uploads/', ExpirationInDays: 1 },
          { ...noncurrent, Id: 'access-packages', Prefix: 'access/', ExpirationInDays: 7 },
          { ...noncurrent, Id: 'replaced' },
        ]),
      );
      const open = prod.ofType('S3::Bucket').filter(({ properties }) => properties.CorsConfiguration);
      expect(open.map(({ id }) => id.slice(0, 5))).toEqual(['WorkB', 'Cases']);
      expect(cases?.properties.CorsConfiguration.CorsRules).toEqual([
        { AllowedMethods: ['PUT'], AllowedOrigins: ['https://*.cloudfront.net'], MaxAge: 3600 },
      ]);
    });

    test('audit objects are write-once', () => {
      const audit = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('Audit'));
      expect(audit?.properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({
        Days: 2557,
        Mode: 'COMPLIANCE',
      });
    });

    test('the audit trail is written by one role, each object once, and nobody deletes or unlocks one', () => {
      const policy = prod.ofType('S3::BucketPolicy').find(({ id }) => id.startsWith('Audit'));
      const statements: Resource['properties'][] = policy?.properties.PolicyDocument.Statement;
      expect(statements.filter(({ Sid }) => Sid)).toMatchObject([
        {
          ...{ Sid: 'OnlyTheWriterWrites', Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:PutObject' },
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': expect.anything() } },
        },
        {
          ...{ Sid: 'NothingIsReplaced', Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:PutObject' },
          Condition: { Null: { 's3:if-none-match': 'true' } },
        },
        {
          ...{ Sid: 'NothingIsDeletedOrUnlocked', Effect: 'Deny', Principal: { AWS: '*' } },
          Action: [
            ...['s3:BypassGovernanceRetention', 's3:DeleteObject', 's3:DeleteObjectVersion'],
            ...['s3:PutObjectLegalHold', 's3:PutObjectRetention'],
          ],
        },
      ]);
      const [{ Condition }] = statements.filter(({ Sid }) => Sid === 'OnlyTheWriterWrites') as [(typeof statements)[0]];
      const writer = JSON.stringify(Condition.ArnNotEquals['aws:PrincipalArn']);
      expect(writer).toContain(':role/risk-prod-audit-writer');
      const roles = prod
        .ofType('IAM::Role')
        .filter(({ properties }) => properties.RoleName === 'risk-prod-audit-writer');
      expect(roles.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['WriteTrailServiceRole']);
    });

    test('a model folder is written once: no object of it is replaced or deleted', () => {
      const policy = prod.ofType('S3::BucketPolicy').find(({ id }) => id.startsWith('Model'));
      const statements: Resource['properties'][] = policy?.properties.PolicyDocument.Statement;
      const denied = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('/models/*'));
      expect(denied).toMatchObject([
        {
          ...{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:PutObject' },
          Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
        },
        { Effect: 'Deny', Principal: { AWS: '*' }, Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'] },
      ]);
    });

    test('every version of a delivery, its delete marker included, expires on the configured day', () => {
      const landing = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('Landing'));
      const rules: Resource['properties'][] = landing?.properties.LifecycleConfiguration.Rules;
      const deliveries = rules.find(({ Id }) => Id === 'deliveries');
      expect(deliveries).toMatchObject({ Status: 'Enabled' });
      expect(deliveries?.Prefix).toBeUndefined(); // applies to every object
      expect(deliveries?.ExpirationInDays + deliveries?.NoncurrentVersionExpiration.NoncurrentDays).toBe(90);
      expect(rules.find(({ Id }) => Id === 'delete-markers')).toMatchObject({ ExpiredObjectDeleteMarker: true });
    });

    test('every version of a working file, and of the output of a job, expires', () => {
      const findRule = (bucket: string, id: string) =>
        prod
          .ofType('S3::Bucket')
          .find(({ id: name }) => name.startsWith(bucket))
          ?.properties.LifecycleConfiguration.Rules.find(({ Id }: { Id: string }) => Id === id);
      const expiry = { ExpirationInDays: 30, NoncurrentVersionExpiration: { NoncurrentDays: 1 } };
      expect(findRule('Work', 'working-files')).toMatchObject(expiry);
      expect(findRule('Model', 'job-output')).toMatchObject({ ...expiry, Prefix: 'jobs/' });
    });

    function deniesPlainHttp(bucket: string): boolean {
      const policy = prod.ofType('S3::BucketPolicy').find(({ properties }) => properties.Bucket.Ref === bucket);
      return policy?.properties.PolicyDocument.Statement.some(
        (statement: Record<string, unknown>) =>
          statement.Effect === 'Deny' && JSON.stringify(statement.Condition).includes('"aws:SecureTransport":"false"'),
      );
    }
  });

  test('only the functions that verify a file, erase a person or delete what is due read certain versions', () => {
    const versions = prod
      .ofType('IAM::Policy')
      .flatMap(({ id, properties }) =>
        properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({ id, ...statement })),
      )
      .filter(({ Action }) => [Action].flat().includes('s3:GetObjectVersion'));
    const readers = new Map(
      versions.map(({ id, Resource }) => [id.replace(/ServiceRole.*$/, ''), JSON.stringify(Resource)]),
    );
    expect([...readers.keys()].sort()).toEqual(['ApplyRetention', 'HandleRequest', 'PrepareFile', 'SplitBatch']);
    expect(readers.get('PrepareFile')).toMatch(/Landing.*\/landing\/\*/);
    expect(readers.get('SplitBatch')).toMatch(/Work.*\/batches\/\*/);
  });

  describe('keys of persons', () => {
    test('are in a table that is encrypted with our key, retained, and recoverable for a few days only', () => {
      const { properties, deletionPolicy } = findTable('PersonKeys');
      expect(properties).toMatchObject({
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: expect.anything() },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
        DeletionProtectionEnabled: true,
      });
      expect(deletionPolicy).toBe('RetainExceptOnCreate');
    });

    test('are created by prepare-file, which cannot decrypt them, opened by handle-request, and erased; no other function may use key or table', () => {
      const key = prod.ofType('KMS::Key').find(({ id }) => id.startsWith('PersonalDataKey'));
      // Other stacks name the table by an output, which the filter below does not see.
      const others = prod
        .ofType('IAM::Policy')
        .filter(({ id }) => !/^(Functions)?RepeatErasures|ApplyRetention|HandleRequest/.test(id));
      expect(key).toBeDefined();
      const statements = prod
        .ofType('IAM::Policy')
        .flatMap(({ id, properties }) =>
          properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({ id, ...statement })),
        )
        .filter(({ Resource }) => /PersonalDataKey|PersonKeys/.test(JSON.stringify(Resource)));
      const actions = JSON.stringify(others.map(({ properties }) => properties)).match(/dynamodb:\w+/g);
      expect(new Set(actions)).toEqual(new Set(['dynamodb:BatchWriteItem', 'dynamodb:UpdateItem']));
      const uses = new Map<string, Set<string>>();
      for (const { id, Action } of statements) {
        const name = id.replace(/^(Functions)?(\w+)ServiceRoleDefaultPolicy[0-9A-F]{8}$/, '$2');
        uses.set(name, new Set([...(uses.get(name) ?? []), ...[Action].flat()]));
      }
      const erases = ['dynamodb:BatchWriteItem', 'dynamodb:Query'];
      expect(Object.fromEntries([...uses].map(([name, used]) => [name, [...used].sort()]))).toEqual({
        PrepareFile: ['dynamodb:BatchWriteItem', 'kms:GenerateDataKey'],
        HandleRequest: ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'kms:Decrypt'],
        ...{ ApplyRetention: erases, RepeatErasures: erases },
      });
    });
  });

  test('erasures are listed outside the database, encrypted with our key, retained, until the backups have expired', () => {
    const { properties, deletionPolicy } = findTable('Erasures');
    expect(properties).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: expect.anything() },
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      DeletionProtectionEnabled: true,
    });
    expect(deletionPolicy).toBe('RetainExceptOnCreate');
  });

  describe('what the retention schedule leaves to other mechanisms', () => {
    const numbersOf = (type: string, name: string): Set<number> =>
      new Set(
        Array.from(JSON.stringify(prod.ofType(type)).matchAll(new RegExp(`"${name}":(\\d+)`, 'g')), ([, days]) =>
          Number(days),
        ),
      );
    const MECHANISMS: Record<string, () => Set<number>> = {
      // A version is replaced at the first number and goes with the second, so it lasts for their sum at most.
      'lifecycle rule of the bucket': () =>
        new Set(
          prod
            .ofType('S3::Bucket')
            .flatMap(({ properties }) => properties.LifecycleConfiguration?.Rules ?? [])
            .flatMap(({ ExpirationInDays: days, NoncurrentVersionExpiration: noncurrent }) => [
              ...[days, days + (noncurrent?.NoncurrentDays ?? 0)],
            ]),
        ),
      'retention of the log groups': () => numbersOf('Logs::LogGroup', 'RetentionInDays'),
      'point-in-time recovery of DynamoDB': () => numbersOf('DynamoDB::Table', 'RecoveryPeriodInDays'),
      "retention of the cluster's backups": () => numbersOf('RDS::DBCluster', 'BackupRetentionPeriod'),
      'backup plan': () => numbersOf('Backup::BackupPlan', 'DeleteAfterDays'),
      'the publisher of events, once nothing waits': () =>
        new Set(
          prod.ofType('Lambda::Function').map(({ properties }) => Number(properties.Environment?.Variables?.KEEP_DAYS)),
        ),
    };
    const config = loadEnvironmentConfig('prod');

    test.each(RETENTION_SCHEDULE.expired_elsewhere)('$place: $by', ({ setting, by }) => {
      const days = setting.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], config);
      expect(MECHANISMS[by]?.()).toContain(days);
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

    test('logs no value, as the local server that the attack tests search', () => {
      expect(prod.only('RDS::DBClusterParameterGroup').properties.Parameters).toEqual({
        'rds.force_ssl': '1',
        ...LOG_SETTINGS,
      });
    });

    test('has a writer and a reader, in subnets without a route to the internet', () => {
      const instances = prod.ofType('RDS::DBInstance');
      expect(instances.map(({ properties }) => [properties.DBInstanceClass, properties.PubliclyAccessible])).toEqual([
        ['db.serverless', false],
        ['db.serverless', false],
      ]);
      for (const type of ['EC2::InternetGateway', 'EC2::NatGateway', 'EC2::Route'])
        expect(prod.ofType(type)).toEqual([]);
      expect(prod.only('EC2::VPCEndpoint').properties.VpcEndpointType).toBe('Gateway');
    });

    test('may import from and export to the work bucket', () => {
      const roles = prod.only('RDS::DBCluster').properties.AssociatedRoles;
      expect(roles.map(({ FeatureName }: { FeatureName: string }) => FeatureName).sort()).toEqual([
        's3Export',
        's3Import',
      ]);
    });

    test('gets the key of the work bucket from every function that exports, and may use that key only', () => {
      const exporters = listOwnFunctions().filter(
        ({ properties }) => properties.Environment.Variables.WORK_KMS_KEY_ARN,
      );
      const names = exporters.map(({ properties }) => properties.FunctionName.replace('risk-prod-', ''));
      expect(names.sort()).toEqual([
        ...[
          'export-partition',
          'export-training-set',
          'join-features',
          'prepare-scoring',
          'prepare-simulation',
          'write-trail',
        ],
      ]);
      for (const { properties } of exporters) {
        expect(JSON.stringify(properties.Environment.Variables.WORK_KMS_KEY_ARN)).toMatch(/GetAttKey[0-9A-F]+Arn/);
      }
      const policy = prod.ofType('IAM::Policy').find(({ id }) => id.includes('S3Export'));
      const onKeys = policy?.properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
        [Action].flat().some((action) => action.startsWith('kms:')),
      );
      expect(onKeys.map(({ Action }: { Action: string[] }) => Action)).toEqual([
        ['kms:Decrypt', 'kms:GenerateDataKey'],
      ]);
      expect(onKeys[0].Resource).toEqual(exporters[0]?.properties.Environment.Variables.WORK_KMS_KEY_ARN);
    });

    test('every export statement names a key', () => {
      const files = readdirSync(join(ROOT, 'sql'), { recursive: true, encoding: 'utf8' });
      const exports = files
        .filter((file) => file.endsWith('.sql'))
        .map((file) => readFileSync(join(ROOT, 'sql', file), 'utf8'))
        .filter((text) => text.includes('query_export_to_s3('));
      expect(exports).toHaveLength(7);
      for (const text of exports) expect(text).toMatch(/'format (csv|text)[^:]*,\s+:kms_key\s+\)/);
    });

    test('every role has a secret, which an SSM parameter names', () => {
      const names = prod.ofType('SSM::Parameter').map(({ properties }) => properties.Name);
      const roles = [MASTER_ROLE, ...DATABASE_ROLES];
      for (const role of roles) expect(names).toContain(`/risk/prod/database/secret-arn/${role}`);
      // The others: the address of the chat, the proof that a request comes from the dashboard, what signs contest links.
      expect(prod.ofType('SecretsManager::Secret')).toHaveLength(roles.length + 3);
    });
  });
}
