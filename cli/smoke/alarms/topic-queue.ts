/** Listens to an SNS topic through a temporary queue, which gets what a mailbox gets, and removes such queues. */
import { randomBytes } from 'node:crypto';
import {
  paginateListSubscriptionsByTopic,
  SNSClient,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  paginateListQueues,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SMOKE_PREFIX } from '../run-workflow.ts';

/** The longest wait of one request. */
const LONG_POLL_SECONDS = 20;

export interface TopicQueue {
  /** Waits for a message that contains a text. @returns whether one arrived in time */
  waitForMessage(text: string, timeoutSeconds: number): Promise<boolean>;
}

const formatQueuePrefix = (environment: string): string => `risk-${environment}-${SMOKE_PREFIX}`;

/** Creates a queue and subscribes it. The queue's name is new: SQS blocks that of a deleted queue for a minute. */
export async function listenToTopic(environment: string, topicArn: string): Promise<TopicQueue> {
  const sqs = new SQSClient({});
  const QueueName = `${formatQueuePrefix(environment)}${randomBytes(8).toString('hex')}`;
  const queueArn = `${topicArn.split(':').slice(0, 5).join(':').replace(':sns:', ':sqs:')}:${QueueName}`;
  const Attributes = { Policy: buildQueuePolicy(queueArn, topicArn), MessageRetentionPeriod: '3600' };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  await new SNSClient({}).send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn }));
  return {
    async waitForMessage(text, timeoutSeconds) {
      const deadline = Date.now() + timeoutSeconds * 1000;
      while (Date.now() < deadline) {
        const WaitTimeSeconds = Math.min(LONG_POLL_SECONDS, Math.ceil((deadline - Date.now()) / 1000));
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 }),
        );
        if (Messages.some(({ Body }) => Body?.includes(text))) return true;
      }
      return false;
    },
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
function buildQueuePolicy(queueArn: string, topicArn: string): string {
  const statement = {
    ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queueArn },
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

export async function listSubscriptions(topicArn: string): Promise<Subscription[]> {
  const subscriptions: Subscription[] = [];
  const pages = paginateListSubscriptionsByTopic({ client: new SNSClient({}) }, { TopicArn: topicArn });
  for await (const { Subscriptions = [] } of pages) subscriptions.push(...Subscriptions);
  return subscriptions;
}

/** Removes the queues of smoke tests in an environment, with their subscriptions to these topics. */
export async function removeTopicQueues(environment: string, topicArns: readonly string[]): Promise<void> {
  const prefix = formatQueuePrefix(environment);
  const sns = new SNSClient({});
  for (const topicArn of topicArns) {
    for (const { Endpoint, SubscriptionArn } of await listSubscriptions(topicArn)) {
      if (Endpoint?.includes(`:${prefix}`)) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
  }
  const client = new SQSClient({});
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, { QueueNamePrefix: prefix })) {
    for (const QueueUrl of QueueUrls) await client.send(new DeleteQueueCommand({ QueueUrl }));
  }
}
