/** Writes the address of the serving cluster into the secret that BI tools connect with. The password stays. */
import type { DBCluster } from '@aws-sdk/client-rds';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Idempotent: an unchanged secret gets no new version. */
export async function moveSecret(secrets: SecretsManagerClient, arn: string, cluster: DBCluster): Promise<void> {
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
  const { DBClusterIdentifier: dbClusterIdentifier, Endpoint: host, Port: port } = cluster;
  const moved = JSON.stringify({ ...JSON.parse(SecretString), dbClusterIdentifier, host, port });
  if (moved === SecretString) return;
  await secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: moved }));
}
