/** Aurora's roles may use the objects that the SQL statements import and export, in the bucket's and the network's policy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  attemptKey,
  auditExportPrefix,
  batchApplicationsPrefix,
  batchEvidenceKey,
  batchIdSecretKey,
  batchLineagePrefix,
  batchResultKey,
  batchRowsKey,
  batchShadowKey,
  batchUploadKey,
  partKey,
  rejectedKey,
  scoringInputPrefix,
  scoringOutputKey,
  simulationDecisionsPrefix,
  simulationPlanKey,
  simulationTallyKey,
  sparkInputKey,
  sparkOutputPartitionPrefix,
  trainingFeaturesKey,
  trainingPartKey,
} from '../../../lambdas/shared/object-keys.ts';
import { listReferences, type Resource, ROOT } from '../synthesised.ts';
import { prod } from './template.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const PART = partKey(ID, 'customers', 'customers.csv', 1);

/** File of sql/ → keys of objects that its statement imports. */
const IMPORTED: Record<string, string[]> = {
  'batches/import_evidence.sql': [batchEvidenceKey(ID, 1)],
  'batches/import_rows.sql': [batchRowsKey(ID, 1)],
  'batches/import_shadows.sql': [batchShadowKey(ID, 1)],
  'ingest/import/import_object.sql': [PART, attemptKey(PART, '0a1b2c3d'), rejectedKey(ID, 'customers', 'c.csv', 1)],
  'scoring/import_scores.sql': [scoringOutputKey(ID, 'p03_part2')],
  'spark/import_partition.sql': [`${sparkOutputPartitionPrefix('job', 'risk_features', 3)}part-00000.gz`],
};
/** File of sql/ → keys of objects that its statement exports. A large export adds `_partN`. */
const EXPORTED: Record<string, string[]> = {
  'audit/export_records.sql': [auditExportPrefix(ID), `${auditExportPrefix(ID)}_part2`],
  'batches/export_lineages.sql': [batchLineagePrefix(ID, 1)],
  'batches/export_part.sql': [batchApplicationsPrefix(ID, 1), `${batchApplicationsPrefix(ID, 1)}_part2`],
  'scoring/export_part.sql': [scoringInputPrefix(ID, 3), `${scoringInputPrefix(ID, 3)}_part2`],
  'simulation/export_part.sql': [simulationDecisionsPrefix(ID, 3), `${simulationDecisionsPrefix(ID, 3)}_part2`],
  'spark/export_partition.sql': [sparkInputKey('job', 'customers', 3)],
  'training/training_set/export_part.sql': [trainingPartKey('job', 1)],
};
/** Objects of the work bucket that the database must not reach. */
const CLOSED = [
  batchUploadKey(ID),
  batchIdSecretKey(ID),
  batchResultKey(ID),
  trainingFeaturesKey('job'),
  simulationPlanKey(ID),
  simulationTallyKey(ID, 1),
];

/** Defines the tests. The template is read when they run. */
export function describeDatabaseFiles(): void {
  describe('files of the database', () => {
    test.each([
      ['table_import_from_s3(', IMPORTED],
      ['query_export_to_s3(', EXPORTED],
    ])('every statement with %s has its keys here', (call, keys) => {
      const files = readdirSync(join(ROOT, 'sql'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.sql'))
        .filter((file) => readFileSync(join(ROOT, 'sql', file), 'utf8').includes(call));
      expect(files.toSorted()).toEqual(Object.keys(keys).toSorted());
    });

    test.each([
      ['S3Import', IMPORTED, ['s3:GetObject'], ['kms:Decrypt']],
      ['S3Export', EXPORTED, ['s3:PutObject', 's3:AbortMultipartUpload'], ['kms:GenerateDataKey', 'kms:Decrypt']],
    ])(
      '%s may use every object of its statements with the bucket’s key, and none of the others',
      (id, keys, objectActions, keyActions) => {
        for (const [file, samples] of Object.entries(keys)) {
          for (const key of samples) {
            for (const action of objectActions) expect([file, key, action, mayUse(id, action, key)]).toContain(true);
          }
        }
        for (const key of CLOSED)
          expect([key, objectActions.some((action) => mayUse(id, action, key))]).toContain(false);
        for (const action of keyActions) {
          const onKeys = listStatements(id).filter((statement) => [statement.Action].flat().includes(action));
          expect([id, action, onKeys.length]).toEqual([id, action, 1]);
        }
      },
    );

    test('the network lets both roles through to the work bucket, with every action they have on it', () => {
      const { PolicyDocument: policy } = prod.only('EC2::VPCEndpoint').properties;
      const open: string[] = policy.Statement.flatMap(({ Action }: Resource['properties']) => Action);
      const used = [...listStatements('S3Import'), ...listStatements('S3Export')]
        .flatMap((statement) => [statement.Action].flat())
        .filter((action) => action.startsWith('s3:'));
      expect(used.filter((action) => !open.includes(action))).toEqual([]);
      const outputs = (value: unknown) => JSON.stringify(value).match(/Output\w*Work\w+Arn/)?.[0];
      expect(outputs(policy)).toBe(outputs(listStatements('S3Import')[0]?.Resource));
    });
  });
}

/** Statements of the role whose id begins with `DatabaseS3…`. */
function listStatements(id: string): Resource['properties'][] {
  const role = prod.ofType('IAM::Role').find((candidate) => candidate.id.includes(id));
  return prod
    .ofType('IAM::Policy')
    .filter(({ stack, properties }) => stack === role?.stack && listReferences(properties.Roles).includes(role.id))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement);
}

/** Whether a statement of the role has the action on the key; `*` matches any characters, slashes included. */
function mayUse(id: string, action: string, key: string): boolean {
  return listStatements(id)
    .filter((statement) => [statement.Action].flat().includes(action))
    .flatMap((statement) => [statement.Resource].flat())
    .some((resource) => {
      const pattern = /"(\/[^"]*)"\]\]\}$/.exec(JSON.stringify(resource))?.[1] ?? '';
      return pattern !== '' && new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(`/${key}`);
    });
}
