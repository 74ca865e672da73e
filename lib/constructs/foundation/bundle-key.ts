/** The key that signs bundles for offline scoring. Open it to change who can sign, and how commands find the key. */
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { RiskStack } from './risk-stack.ts';

/**
 * Creates the key. Its private part never leaves KMS. No function may sign with it: the people who write bundles get
 * `kms:Sign` by their own policies. Devices have the public part, so a new key needs new bundles everywhere.
 */
export function createBundleKey(stack: RiskStack): Key {
  const key = new Key(stack, 'BundleKey', {
    alias: `alias/${stack.prefix}-edge-bundles`,
    description: `Signs bundles for offline scoring of the ${stack.config.name} risk system`,
    keySpec: KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    removalPolicy: stack.removalPolicy,
  });
  new StringParameter(stack, 'BundleKeyArn', {
    parameterName: `${stack.parameterPrefix}/edge/signing-key-arn`,
    stringValue: key.keyArn,
    description: 'Key that signs bundles for offline scoring',
  });
  return key;
}
