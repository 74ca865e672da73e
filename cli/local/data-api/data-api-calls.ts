/** Lists the IAM actions of a request to the Data API, for the record of calls. */
import type { CalledAction } from '../recorded-calls.ts';

const OPERATION = /^\/(Execute|BatchExecute|BeginTransaction|CommitTransaction|RollbackTransaction)$/;

/** Returns the operation on the cluster, and the reading of the secret that the caller must be allowed. */
export function listDataApiCalls(path: string | undefined, body: Buffer): CalledAction[] {
  const [, operation] = OPERATION.exec(path ?? '') ?? [];
  const target = /"resourceArn":"([^"]+)"/.exec(body.toString('utf8'))?.[1];
  const secret = /"secretArn":"([^"]+)"/.exec(body.toString('utf8'))?.[1];
  if (!operation || !target || !secret) return [];
  return [
    { action: `rds-data:${operation}${operation.endsWith('Execute') ? 'Statement' : ''}`, resource: target },
    { action: 'secretsmanager:GetSecretValue', resource: secret },
  ];
}
