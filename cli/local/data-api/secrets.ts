/** Reads database secrets from MiniStack's Secrets Manager for the local Data API. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';

const DatabaseSecret = z.object({ username: z.string(), password: z.string() });

/** Returns a function that reads a secret by ARN; it rejects when the secret, its user or its password is missing. */
export function createSecretReader(settings: LocalSettings): (arn: string) => Promise<z.infer<typeof DatabaseSecret>> {
  const client = new SecretsManagerClient(buildSdkConfiguration(settings));
  return async (arn) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return DatabaseSecret.parse(JSON.parse(SecretString ?? '{}'));
  };
}
