/**
 * Database roles and how a function connects as one of them, by the Data API. Resources are found by name:
 * a restore creates a new cluster, and no stack may depend on the old one.
 */
import { ArnFormat, type Stack, Validations } from 'aws-cdk-lib';
import { DatabaseSecret } from 'aws-cdk-lib/aws-rds';
import type { ISecret, ISecretAttachmentTarget } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { DatabaseRole } from '../../../lambdas/database/contract/database-roles.ts';
import { SERVING_CLUSTER } from '../../../lambdas/shared/serving-cluster.ts';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { RiskFunction } from '../functions/risk-function.ts';

/** Name of the secret with a role's user name and password. */
export function formatSecretName(stack: RiskStack, role: string): string {
  return `risk/${stack.config.name}/database/${role}`;
}

/** Creates the secret of one role: a generated password, and the cluster's address for tools that connect directly. */
export function createRoleSecret(scope: Construct, role: DatabaseRole, cluster: ISecretAttachmentTarget): ISecret {
  const stack = RiskStack.of(scope);
  const secret = new DatabaseSecret(scope, `${role}-secret`, {
    username: role,
    secretName: formatSecretName(stack, role),
    encryptionKey: stack.foundation.key,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'A new password takes effect when a deploy runs the migrations, which set it; see docs/deploy.md.',
  });
  return secret.attach(cluster);
}

/** Allows a function to use the database as `role`, and passes the role's name to it. */
export function allowDatabaseRole(caller: RiskFunction, role: DatabaseRole): void {
  caller.addEnvironment('DATABASE_ROLE', role);
  allowDataApi(caller, [role]);
}

/** Allows Data API calls on this environment's clusters with the secrets of `roles`, which it finds by parameters. */
export function allowDataApi(caller: RiskFunction, roles: readonly string[]): void {
  const stack = RiskStack.of(caller);
  caller.addEnvironment('PARAMETER_PREFIX', stack.parameterPrefix);
  allow(caller, {
    actions: [
      'rds-data:ExecuteStatement',
      'rds-data:BeginTransaction',
      'rds-data:CommitTransaction',
      'rds-data:RollbackTransaction',
    ],
    resources: [formatColonArn(stack, 'rds', 'cluster', `${stack.prefix}*`)],
    because: 'A restore creates a new cluster, whose name has the same prefix.',
  });
  allow(caller, {
    actions: ['secretsmanager:GetSecretValue'],
    // Secrets Manager adds a dash and six characters to the name.
    resources: roles.map((role) =>
      formatColonArn(stack, 'secretsmanager', 'secret', `${formatSecretName(stack, role)}-??????`),
    ),
  });
  allow(caller, { actions: ['kms:Decrypt'], resources: [stack.foundation.key.keyArn] });
  const parameters = [SERVING_CLUSTER, 'name', ...roles.map((role) => `secret-arn/${role}`)];
  allow(caller, {
    actions: ['ssm:GetParameter'],
    resources: parameters.map((name) =>
      stack.formatArn({ service: 'ssm', resource: `parameter${stack.parameterPrefix}/database/${name}` }),
    ),
  });
}

function formatColonArn(stack: Stack, service: string, resource: string, resourceName: string): string {
  return stack.formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
