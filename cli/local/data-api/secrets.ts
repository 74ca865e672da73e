/** Secrets as the local Data API needs them: opened in MiniStack's Secrets Manager. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { type LocalSettings, sdkConfiguration } from '../settings/local-settings.ts';

const DatabaseSecret = z.object({ username: z.string(), password: z.string() });

/**
 * Opens database secrets by ARN.
 * @returns a function that rejects when there is no such secret, or it holds no user and password
 */
export function createSecretReader(settings: LocalSettings): (arn: string) => Promise<z.infer<typeof DatabaseSecret>> {
  const client = new SecretsManagerClient(sdkConfiguration(settings));
  return async (arn) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return DatabaseSecret.parse(JSON.parse(SecretString ?? '{}'));
  };
}
