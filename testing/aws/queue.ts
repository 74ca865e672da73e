/** Creates SQS queues of the local AWS and receives their messages through SQS's JSON protocol, which needs no SDK. */
import { callSigned } from './signed-call.ts';

const ACCOUNT = 'eu-west-1:000000000000';

export interface TestQueue {
  arn: string;
  /** Waits up to 20 seconds for the next message and returns its body; undefined when none arrives. */
  receive(): Promise<string | undefined>;
}

/** Creates a queue. `endpoint` is the address of the local AWS. */
export async function createQueue(endpoint: string, name: string): Promise<TestQueue> {
  await callQueue(endpoint, 'CreateQueue', { QueueName: name });
  const QueueUrl = `${endpoint}/000000000000/${name}`;
  return {
    arn: `arn:aws:sqs:${ACCOUNT}:${name}`,
    async receive() {
      const { Messages: [message] = [] } = await callQueue(endpoint, 'ReceiveMessage', {
        QueueUrl,
        WaitTimeSeconds: 20,
      });
      if (!message) return undefined;
      await callQueue(endpoint, 'DeleteMessage', { QueueUrl, ReceiptHandle: message.ReceiptHandle });
      return message.Body;
    },
  };
}

interface QueueResponse {
  Messages?: { Body: string; ReceiptHandle: string }[];
}

async function callQueue(endpoint: string, action: string, parameters: object): Promise<QueueResponse> {
  const response = await callSigned(endpoint, {
    ...{ service: 'sqs', method: 'POST', body: JSON.stringify(parameters) },
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action}: ${text}`);
  return text ? JSON.parse(text) : {};
}
