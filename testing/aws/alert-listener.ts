/** Listens at the alert topic of the local cloud as a queue of an operator's would; the query protocol needs no SDK. */
import { readLocalSettings } from '../../cli/local/settings/local-settings.ts';

const QUEUE = 'alerts-of-the-test';
const ACCOUNT = 'eu-west-1:000000000000';

export interface AlertListener {
  /** The next alert, waited for up to 20 seconds; undefined when none came. */
  next(): Promise<(StatusChange & AlarmChange) | undefined>;
}

/** What an alarm tells when its state changes. */
export interface AlarmChange {
  AlarmName: string;
  AlarmDescription: string;
  NewStateValue: string;
  NewStateReason: string;
}

/** Event that tells how an execution ended. */
export interface StatusChange {
  'detail-type': string;
  detail: { status: string; stateMachineArn: string; error?: string; cause?: string };
}

/** Hears every alert that is published from now on; a queue of its own hears what another listener hears too. */
export async function listenToAlerts(topicName: string, queue = QUEUE): Promise<AlertListener> {
  await call('sqs', { Action: 'CreateQueue', QueueName: queue });
  const subscription = { Protocol: 'sqs', Endpoint: `arn:aws:sqs:${ACCOUNT}:${queue}` };
  await call('sns', { Action: 'Subscribe', TopicArn: `arn:aws:sns:${ACCOUNT}:${topicName}`, ...subscription });
  const QueueUrl = `${readLocalSettings().urls.aws}/000000000000/${queue}`;
  return {
    async next() {
      const received = await call('sqs', { Action: 'ReceiveMessage', QueueUrl, WaitTimeSeconds: '20' });
      const body = /<Body>([\s\S]*?)<\/Body>/.exec(received)?.[1];
      const receipt = /<ReceiptHandle>([\s\S]*?)<\/ReceiptHandle>/.exec(received)?.[1];
      if (!body || !receipt) return undefined;
      await call('sqs', { Action: 'DeleteMessage', QueueUrl, ReceiptHandle: receipt });
      return JSON.parse(JSON.parse(unescapeXml(body)).Message);
    },
  };
}

async function call(service: string, parameters: Record<string, string>): Promise<string> {
  const response = await fetch(readLocalSettings().urls.aws, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      // Says which service is meant; the local cloud checks no signature.
      authorization: `AWS4-HMAC-SHA256 Credential=test/20051201/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams(parameters),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${parameters.Action}: ${text}`);
  return text;
}

const entities: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };

const unescapeXml = (xml: string): string =>
  xml
    .replaceAll(/&#x?([0-9a-f]+);/gi, (whole, code) =>
      String.fromCharCode(Number.parseInt(code, whole[2] === 'x' ? 16 : 10)),
    )
    .replaceAll(/&(quot|apos|lt|gt|amp);/g, (_, name) => entities[name] ?? '');
