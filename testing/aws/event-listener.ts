/** Listens on an event bus of the local AWS as another system would: a rule, and a queue behind it. */
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';

const ACCOUNT = 'eu-west-1:000000000000';

export interface EventListener {
  /** The next event, waited for up to 20 seconds; undefined when none came. */
  next(): Promise<Record<string, unknown> | undefined>;
}

/** Makes the bus, and hears every event of this type from now on. */
export async function listenToEvents(endpoint: string, bus: string, detailType: string): Promise<EventListener> {
  const events = new EventBridgeClient({ endpoint });
  const queue = `${bus}-heard`;
  const ask = (parameters: Record<string, string>) => askQueue(endpoint, parameters);
  await ask({ Action: 'CreateQueue', QueueName: queue });
  await events.send(new CreateEventBusCommand({ Name: bus }));
  const rule = { EventBusName: bus, Rule: 'heard' };
  const EventPattern = JSON.stringify({ 'detail-type': [detailType] });
  await events.send(new PutRuleCommand({ EventBusName: bus, Name: rule.Rule, EventPattern }));
  await events.send(
    new PutTargetsCommand({ ...rule, Targets: [{ Id: 'queue', Arn: `arn:aws:sqs:${ACCOUNT}:${queue}` }] }),
  );
  events.destroy();
  const QueueUrl = `${endpoint}/000000000000/${queue}`;
  return {
    async next() {
      const { Messages: [message] = [] } = await ask({ Action: 'ReceiveMessage', QueueUrl, WaitTimeSeconds: '20' });
      if (!message) return undefined;
      await ask({ Action: 'DeleteMessage', QueueUrl, ReceiptHandle: message.ReceiptHandle });
      return JSON.parse(message.Body);
    },
  };
}

interface Answer {
  Messages?: { Body: string; ReceiptHandle: string }[];
}

/** SQS's JSON protocol, which needs no SDK; the local AWS checks no signature. */
async function askQueue(endpoint: string, { Action, ...parameters }: Record<string, string>): Promise<Answer> {
  const { WaitTimeSeconds, ...rest } = parameters;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${Action}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ ...rest, ...(WaitTimeSeconds && { WaitTimeSeconds: Number(WaitTimeSeconds) }) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${Action}: ${text}`);
  return text ? JSON.parse(text) : {};
}
