/** Tests of the permissions of every role. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Resource, ROOT } from '../synthesised.ts';
import { prod } from './template.ts';

const listWriteActions = (prefix: string) => [`s3:PutObject ${prefix}/*`, `s3:AbortMultipartUpload ${prefix}/*`];

/** Defines the tests. The template is read when they run. */
export function describePermissions(): void {
  describe('permissions', () => {
    // They decompress and parse files of others: whoever takes them over has these permissions.
    test.each([
      [
        'PrepareFile',
        'risk_prepare',
        ['s3:GetObjectVersion landing/*', 's3:ListBucket', ...listWriteActions('runs')],
        ['dynamodb:BatchWriteItem', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      ],
      [
        'SplitBatch',
        'risk_split',
        ['s3:GetObject batches/*', 's3:GetObjectVersion batches/*', 's3:ListBucket', ...listWriteActions('batches')],
        ['kms:Decrypt', 'kms:GenerateDataKey'],
      ],
    ])('%s reads its files, writes its parts and logs in as %s, and no more', (name, role, objects, keys) => {
      const policy = prod.ofType('IAM::Policy').find(({ id }) => id.startsWith(`${name}ServiceRole`));
      const granted = policy?.properties.PolicyDocument.Statement.flatMap(
        ({ Action, Resource }: Resource['properties']) =>
          [Action].flat().map((action: string) => {
            const [, prefix = ''] = /\/([a-z]+\/\*)"/.exec(JSON.stringify(Resource)) ?? [];
            return action.startsWith('s3:') ? `${action} ${prefix}`.trim() : action;
          }),
      );
      const database = ['BeginTransaction', 'CommitTransaction', 'ExecuteStatement', 'RollbackTransaction'];
      const expected = [...objects, ...keys, ...database.map((action) => `rds-data:${action}`)];
      const common = ['secretsmanager:GetSecretValue', 'ssm:GetParameter', 'xray:'];
      const others = [...new Set<string>(granted)].filter(
        (action) => !common.some((known) => action.startsWith(known)),
      );
      expect(others.sort()).toEqual(expected.sort());
      const secrets = JSON.stringify(policy).match(/risk_[a-z_]+(?=-\?{6})/g);
      expect(secrets).toEqual([role]);
    });

    test('the writer of the audit trail reads exports and entries, writes entries and records, and deletes nothing', () => {
      const policy = prod.ofType('IAM::Policy').find(({ id }) => id.startsWith('WriteTrailServiceRole'));
      const granted = policy?.properties.PolicyDocument.Statement.flatMap(
        ({ Action, Resource }: Resource['properties']) => {
          const folders = Array.from(JSON.stringify(Resource).matchAll(/\/([a-z]+\/\*)"/g), ([, folder]) => folder);
          return [Action].flat().map((action: string) => `${action} ${folders.join(' ')}`.trim());
        },
      ).filter((action: string) => action.startsWith('s3:'));
      const objects = ['s3:GetObject chain/* audit/*', 's3:ListBucket', 's3:PutObject chain/* records/*'];
      expect(granted.toSorted()).toEqual(objects);
    });

    /** Actions without resource-level permissions. Each grant states its reason for cdk-nag. */
    const WITHOUT_RESOURCE = [
      /^xray:/,
      /^logs:.*(LogDelivery|LogDeliveries|ResourcePolic|DescribeLogGroups)/,
      /^cloudwatch:PutMetricData$/,
      // A narrower scope hides composite alarms.
      /^cloudwatch:DescribeAlarm(s|History)$/,
      /^ecr:GetAuthorizationToken$/,
      /^iam:(ListRoles|GetServiceLastAccessedDetails)$/,
    ];

    test('no role may delete or change a log, stop a trail, or disable a key', () => {
      const policies = prod.resources.filter(({ type }) => type === 'AWS::IAM::Policy' || type === 'AWS::IAM::Role');
      const actions = JSON.stringify(policies.map(({ properties }) => properties)).match(
        /"(?:logs|cloudtrail|kms):\w+"/g,
      );
      expect(new Set(actions)).toContain('"logs:PutLogEvents"');
      const hiding =
        /logs:(Delete|PutRetention|Disassociate|PutDataProtection)|cloudtrail:|kms:(Disable|Schedule|PutKey)/;
      // Deliveries are subscriptions of workflows to their own logs; they have no content.
      expect([...new Set(actions)].filter((action) => hiding.test(action))).toEqual(['"logs:DeleteLogDelivery"']);
    });

    test('no action is a wildcard, and a wildcard resource occurs only where AWS supports no other', () => {
      for (const { id, stack, type, properties } of prod.resources) {
        if (!['AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'].includes(type)) continue;
        if (id.startsWith('CustomCDKBucketDeployment')) continue; // CDK's upload function, with CDK's own grants
        const documents = [
          properties.PolicyDocument,
          ...(properties.Policies ?? []).map((policy: Resource['properties']) => policy.PolicyDocument),
        ];
        for (const statement of documents.flatMap((document) => document?.Statement ?? [])) {
          if (statement.Effect !== 'Allow') continue;
          const actions: string[] = [statement.Action].flat();
          expect([stack, id, actions.filter((action) => action.includes('*'))]).toEqual([stack, id, []]);
          if (![statement.Resource].flat().includes('*')) continue;
          const unexplained = actions.filter((action) => !WITHOUT_RESOURCE.some((known) => known.test(action)));
          expect([stack, id, unexplained]).toEqual([stack, id, []]);
        }
      }
    });

    test('only registration writes model folders, nobody deletes in them, and a job writes below its own kind', () => {
      const writers = listObjectGrants('s3:PutObject').filter(({ resource }) => /Model[0-9A-F]{8}/.test(resource));
      expect(writers.map(({ role, key }) => `${role} ${key}`).toSorted()).toEqual([
        'JobRole jobs/risk-training-*/*',
        'JobTrackingRole jobs/risk-monitoring-*/*',
        'JobTrackingRole jobs/risk-registry-*/*',
        'JobTrackingRole mlflow/*',
        'MlflowRole mlflow/*',
        'RawFileImportImportRawFile mappings/*',
        'RegisterModel models/*',
      ]);
      const deleters = listObjectGrants('s3:DeleteObject').filter(({ resource }) => /Model[0-9A-F]{8}/.test(resource));
      expect(deleters.map(({ role, key }) => `${role} ${key}`)).toEqual(['MlflowRole mlflow/*']);
    });

    test('the function that parses raw files reads no delivery but its manifest, and deletes only uploads of imports', () => {
      const list = (action: string) =>
        listObjectGrants(action)
          .filter(({ role }) => role === 'RawFileImportImportRawFile')
          .map(({ resource, key }) => `${/(Landing|Work|Model|Reports)[0-9A-F]{8}/.exec(resource)?.[1]} ${key}`)
          .toSorted();
      expect(list('s3:GetObject')).toEqual([
        'Landing inbox/*',
        'Landing landing/*/manifest.json',
        'Model mappings/*',
        'Reports imports/*',
        'Work imports/*',
      ]);
      expect(list('s3:PutObject')).toEqual([
        'Landing landing/*',
        'Model mappings/*',
        'Reports imports/*',
        'Work imports/*',
      ]);
      expect(list('s3:DeleteObject')).toEqual(['Work imports/*']);
    });

    test('the function that parses raw files replaces no mapping', () => {
      const statements = prod
        .ofType('IAM::Policy')
        .flatMap(({ properties }) => properties.PolicyDocument.Statement)
        .filter((statement) => /Model[0-9A-F]{8}.*mappings\/\*/.test(JSON.stringify(statement)))
        .filter(({ Action }) => [Action].flat().includes('s3:PutObject'));
      expect(statements.map(({ Condition }) => Condition)).toEqual([{ Null: { 's3:if-none-match': 'false' } }]);
    });

    /** Grants of an action on objects: the role's id, and the key at the end of the resource. */
    function listObjectGrants(action: string): { role: string; resource: string; key: string }[] {
      return prod.ofType('IAM::Policy').flatMap(({ id, properties }) =>
        properties.PolicyDocument.Statement.filter(({ Action }: Resource['properties']) =>
          [Action].flat().includes(action),
        ).flatMap(({ Resource }: Resource['properties']) =>
          [Resource].flat().map((resource) => ({
            role: id.replace(/(ServiceRole)?DefaultPolicy[0-9A-F]*$/, ''),
            resource: JSON.stringify(resource),
            key: /\/([^"]*)"\]\]\}$/.exec(JSON.stringify(resource))?.[1] ?? '',
          })),
        ),
      );
    }

    test('base images are pinned by digest, and no program of an image runs as root', () => {
      const read = (folder: string) => readFileSync(join(ROOT, folder, 'Dockerfile'), 'utf8');
      expect(read('training')).toMatch(/^FROM \S+@sha256:[0-9a-f]{64}$/m);
      expect(read('training')).toMatch(/^ENV TRAINING_USER=trainer/m);
      expect(read('spark')).toMatch(/^RUN case "\$BASE_IMAGE" in \*@sha256:\?{64}\) ;;/m);
      expect(read('spark').trimEnd()).toMatch(/\nUSER hadoop:hadoop$/);
    });
  });
}
