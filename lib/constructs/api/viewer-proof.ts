/**
 * How the web ACL knows whose request CloudFront forwards. API Gateway sees CloudFront's addresses, so the distribution
 * sends the viewer's address in a header, and a secret in another, without which anybody could send the first one.
 */
import { SecretValue, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';

/** The distribution overwrites it with the viewer's address, whatever the viewer sent. */
export const VIEWER_ADDRESS_HEADER = 'true-client-ip';
/** The distribution adds it with the secret. A viewer's own header of this name is overwritten as well. */
export const VIEWER_PROOF_HEADER = 'x-viewer-proof';

/** Creates the secret. Whoever knows it can choose the address by which the web ACL counts him, and nothing else. */
export function createViewerProof(scope: Construct): Secret {
  const { foundation, removalPolicy } = RiskStack.of(scope);
  const secret = new Secret(scope, 'ViewerProof', {
    secretName: formatSecretName(scope),
    description: 'Header by which the web ACL recognises requests that the dashboard’s distribution forwards',
    generateSecretString: { excludePunctuation: true, passwordLength: 40 },
    encryptionKey: foundation.key,
    removalPolicy,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'It opens nothing: it decides by which address a request is counted. A new value needs a deployment.',
  });
  return secret;
}

/** Refers to the secret's value by name. CloudFormation reads it at deployment; no template has it. */
export function referToViewerProof(scope: Construct): string {
  return SecretValue.secretsManager(formatSecretName(scope)).unsafeUnwrap();
}

const formatSecretName = (scope: Construct): string => `risk/${RiskStack.of(scope).config.name}/viewer-proof`;
