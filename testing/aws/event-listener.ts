/** Listens on an event bus of the local AWS as another system would: through a rule with a queue as its target. */
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { createQueue } from './queue.ts';

export interface EventListener {
  /** Waits up to 20 seconds for the next event; undefined when none arrives. */
  next(): Promise<Record<string, unknown> | undefined>;
}

/** Creates the bus and listens to all events of one type from now on. */
export async function listenToEvents(endpoint: string, bus: string, detailType: string): Promise<EventListener> {
  const queue = await createQueue(endpoint, `${bus}-events`);
  const client = new EventBridgeClient({ endpoint });
  await client.send(new CreateEventBusCommand({ Name: bus }));
  const Rule = 'listener';
  const EventPattern = JSON.stringify({ 'detail-type': [detailType] });
  await client.send(new PutRuleCommand({ EventBusName: bus, Name: Rule, EventPattern }));
  await client.send(new PutTargetsCommand({ EventBusName: bus, Rule, Targets: [{ Id: 'queue', Arn: queue.arn }] }));
  client.destroy();
  return {
    async next() {
      const body = await queue.receive();
      return body === undefined ? undefined : JSON.parse(body);
    },
  };
}
