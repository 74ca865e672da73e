/** Listens to the alert topic of the local cloud as an operator's queue would. */
import { readLocalSettings } from '../../cli/local/settings/local-settings.ts';
import { createQueue } from './queue.ts';
import { callSigned } from './signed-call.ts';

export interface AlertListener {
  /** Waits up to 20 seconds for the next alert; undefined when none arrives. */
  next(): Promise<(ExecutionStatusChange & AlarmChange) | undefined>;
}

/** What an alarm publishes when its state changes. */
export interface AlarmChange {
  AlarmName: string;
  AlarmDescription: string;
  NewStateValue: string;
  NewStateReason: string;
}

/** The event of an execution that ended. */
export interface ExecutionStatusChange {
  'detail-type': string;
  detail: { status: string; stateMachineArn: string; error?: string; cause?: string };
}

/** Listens to every alert from now on. Listeners with different queues all receive each alert. */
export async function listenToAlerts(topicName: string, queueName = 'test-alerts'): Promise<AlertListener> {
  const { next } = await listenToMails(topicName, queueName);
  return {
    async next() {
      const mail = await next();
      return mail && JSON.parse(mail.Message);
    },
  };
}

/** What a topic sends to a mailbox: an event or alarm as JSON, or a text of ours with a subject. */
export interface Mail {
  Subject?: string;
  Message: string;
}

/** Listens to the topic as a mailbox would. `next` waits up to 20 seconds. */
export async function listenToMails(
  topicName: string,
  queueName: string,
): Promise<{ next(): Promise<Mail | undefined> }> {
  const { urls } = readLocalSettings();
  const queue = await createQueue(urls.aws, queueName);
  await subscribe(urls.aws, topicName, queue.arn);
  return {
    async next() {
      const body = await queue.receive();
      return body === undefined ? undefined : JSON.parse(body);
    },
  };
}

/** Subscribes the queue through SNS's query protocol, which needs no SDK. */
async function subscribe(endpoint: string, topicName: string, queueArn: string): Promise<void> {
  const parameters = new URLSearchParams({
    Action: 'Subscribe',
    TopicArn: `arn:aws:sns:eu-west-1:000000000000:${topicName}`,
    Protocol: 'sqs',
    Endpoint: queueArn,
  });
  const response = await callSigned(endpoint, {
    ...{ service: 'sns', method: 'POST', body: parameters.toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  if (!response.ok) throw new Error(`Subscribe: ${await response.text()}`);
}
