/**
 * The environment's encryption key, and the AWS services that use it without a role of ours. Open it when a service
 * must read or write an encrypted log group, topic or queue.
 */
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { RiskStack } from './risk-stack.ts';

/** What publishing to an encrypted topic or queue needs. */
const SENDING_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const LOGGING_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];

/** Creates the key `Key` of the stack, with the policy for services. Roles of the account get theirs by IAM policies. */
export function createEncryptionKey(stack: RiskStack): Key {
  const key = new Key(stack, 'Key', {
    alias: `alias/${stack.prefix}`,
    description: `Everything at rest in the ${stack.config.name} risk system`,
    enableKeyRotation: true,
    removalPolicy: stack.removalPolicy,
  });
  const { region, account } = stack;
  allowService(key, `logs.${region}.amazonaws.com`, LOGGING_ACTIONS, {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': formatLogGroupArns(stack) },
  });
  // Alarms and budgets publish to the encrypted alert topic.
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': account } };
  for (const service of ['cloudwatch', 'budgets']) {
    allowService(key, `${service}.amazonaws.com`, SENDING_ACTIONS, ofThisAccount);
  }
  // What a topic cannot deliver goes to the dead-letter queue of its subscription; without this it is lost silently.
  // https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
  allowService(key, 'sns.amazonaws.com', SENDING_ACTIONS, {
    ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'sns', resource: `${stack.prefix}-*` }) },
  });
  // EventBridge's requests have no source account: with a condition every event would be lost silently.
  allowService(key, 'events.amazonaws.com', SENDING_ACTIONS);
  return key;
}

function allowService(
  key: Key,
  service: string,
  actions: string[],
  conditions?: Record<string, Record<string, unknown>>,
): void {
  key.addToResourcePolicy(
    new PolicyStatement({ principals: [new ServicePrincipal(service)], actions, resources: ['*'], conditions }),
  );
}

/** ARNs of this environment's log groups, which may be encrypted with the key. */
function formatLogGroupArns(stack: RiskStack): string[] {
  const groups = [
    `${stack.parameterPrefix}/*`,
    `/aws/vendedlogs/states/${stack.prefix}-*`,
    // A restore creates a cluster whose name has the same prefix.
    `/aws/rds/cluster/${stack.prefix}*`,
    `aws-waf-logs-${stack.prefix}-*`,
    // API Gateway chooses the name, in which the API's id stands.
    'API-Gateway-Execution-Logs_*',
  ];
  return groups.map((name) => stack.formatArn({ service: 'logs', resource: `log-group:${name}` }));
}
