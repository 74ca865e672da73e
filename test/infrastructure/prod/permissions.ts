/** Tests of the permissions of every role. */
import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../synthesised.ts';
import { prod } from './template.ts';

/** Defines the tests. The template is read when they run. */
export function describePermissions(): void {
  describe('permissions', () => {
    /** Actions without resource-level permissions. Each grant states its reason for cdk-nag. */
    const WITHOUT_RESOURCE = [
      /^xray:/,
      /^logs:.*(LogDelivery|LogDeliveries|ResourcePolic|DescribeLogGroups)/,
      /^cloudwatch:PutMetricData$/,
      // A narrower scope hides composite alarms.
      /^cloudwatch:DescribeAlarm(s|History)$/,
      /^ecr:GetAuthorizationToken$/,
    ];

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
}
