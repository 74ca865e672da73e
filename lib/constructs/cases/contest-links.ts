/** The secret that signs contest links, and who may make and check them. */
import { ArnFormat, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { RiskFunction } from '../functions/risk-function.ts';

/** Creates the secret. A new value ends every open link, which is what a leak needs. */
export function createContestSecret(scope: Construct): void {
  const { foundation, removalPolicy } = RiskStack.of(scope);
  const secret = new Secret(scope, 'ContestLinkSecret', {
    secretName: formatSecretName(scope),
    description: 'Signs the links in notices by which applicants contest a decision',
    generateSecretString: { excludePunctuation: true, passwordLength: 64 },
    encryptionKey: foundation.key,
    removalPolicy,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'Links in letters must stay valid for their whole time. A person replaces the value after a leak.',
  });
}

/** Allows a function to check links. */
export function allowCheckingContestLinks(caller: RiskFunction): void {
  const stack = RiskStack.of(caller);
  const resourceName = `${formatSecretName(caller)}-??????`; // Secrets Manager adds a dash and six characters
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  caller.addEnvironment('CONTEST_LINK_SECRET', formatSecretName(caller));
  allow(caller, {
    actions: ['secretsmanager:GetSecretValue'],
    resources: [stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName, arnFormat })],
  });
  allow(caller, { actions: ['kms:Decrypt'], resources: [stack.foundation.key.keyArn] });
}

/** Allows a function to make links, which have the dashboard's address. It also needs `PARAMETER_PREFIX`. */
export function allowMakingContestLinks(caller: RiskFunction): void {
  const stack = RiskStack.of(caller);
  allowCheckingContestLinks(caller);
  caller.addEnvironment('CONTEST_LINK_DAYS', String(stack.config.contests.link_days));
  allow(caller, {
    actions: ['ssm:GetParameter'],
    resources: [stack.formatArn({ service: 'ssm', resource: `parameter${stack.parameterPrefix}/dashboard/url` })],
  });
}

const formatSecretName = (scope: Construct): string => `risk/${RiskStack.of(scope).config.name}/contest-links`;
