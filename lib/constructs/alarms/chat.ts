/** Posts alerts to the team's chat: a function that subscribes to the alert topic, and the secret of the webhook. */
import { Duration, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';

export interface ChatProps {
  /** Queue for alerts that the chat did not accept. */
  deadLetters: IQueue;
}

export class Chat extends Construct {
  constructor(scope: Construct, id: string, { deadLetters }: ChatProps) {
    super(scope, id);
    const { prefix, config, foundation, removalPolicy } = RiskStack.of(this);
    // Not `secret.secretName`, which CDK cuts out of the ARN: MiniStack's ARN has no random suffix.
    const secretName = `risk/${config.name}/chat-webhook`;
    // Anyone with the address can post to the chat, so it is a secret; docs/deploy.md explains how to set it.
    const secret = new Secret(this, 'Webhook', {
      secretName,
      description: `Address of the chat for alerts of ${prefix}; nothing is posted until it is a URL`,
      encryptionKey: foundation.key,
      removalPolicy,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The chat service creates the address, so it cannot be rotated here.',
    });
    const chatFunction = new RiskFunction(this, 'monitoring/tell-chat', {
      description: 'Posts alerts to the team’s chat',
      timeout_seconds: 30,
      memory_mib: 256,
      environment: { CHAT_SECRET: secretName },
    });
    chatFunction.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
    allow(chatFunction, { actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
    allow(chatFunction, { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] });
    allow(chatFunction, { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [foundation.key.keyArn] });
    foundation.alerts.addSubscription(new LambdaSubscription(chatFunction, { deadLetterQueue: deadLetters }));
  }
}
