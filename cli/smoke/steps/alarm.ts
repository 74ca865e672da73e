/** Step that follows each alarm's way to a mailbox: from the alarm to its topic, and from there to a subscriber. */
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { formatPlural } from '../../terminal/format.ts';
import { type EnvironmentAlarm, listAlarms, listTopics, setAlarmState } from '../alarms/environment-alarms.ts';
import { listenToTopic, listSubscriptions, removeTopicQueues } from '../alarms/topic-queue.ts';
import { CheckFailed, check, type Removal, type SmokeStep } from '../smoke-step.ts';

/** A message arrives within seconds; to a queue whose policy does not hold yet it is not sent again. */
const DELIVERY_SECONDS = 30;
const MAX_ATTEMPTS = 4;

const queuesRemoval: Removal = {
  name: 'queues',
  async remove({ environment }) {
    await removeTopicQueues(environment, listTopics(await listAlarms(environment)));
  },
};

/**
 * One alarm of each topic is switched on and off: the way of the others is the same, and people get one mail and not
 * fifty.
 */
export const alarmStep: SmokeStep = {
  name: 'alarms',
  removals: [queuesRemoval],
  async run({ environment }) {
    const alarms = await listAlarms(environment);
    const silent = alarms.filter(({ topics }) => topics.length === 0).map(({ name }) => name);
    check(alarms.length > 0, `${environment} has no alarm`);
    check(silent.length === 0, `these alarms notify nobody: ${silent.join(', ')}`);
    const topics = listTopics(alarms);
    for (const topic of topics) await followWay(environment, topic, chooseAlarm(alarms, topic));
    const mailboxes = await countMailboxes(environment, topics);
    const reached = mailboxes > 0 ? `${mailboxes} confirmed mailbox` : 'no mailbox is configured';
    return `${formatPlural(alarms.length, 'alarm notifies', 'alarms notify')} ${topics.map((arn) => arn.split(':').at(-1)).join(', ')}, a message arrives; ${reached}`;
  },
};

/** An alarm that is not active: the state has to change. No composite alarm, whose state would stay as it was set. */
function chooseAlarm(alarms: readonly EnvironmentAlarm[], topic: string): string {
  const quiet = alarms.find(
    ({ topics, isComposite, state }) => topics.includes(topic) && !isComposite && state !== 'ALARM',
  );
  check(quiet, `every alarm that notifies ${topic} is active: npm run status shows why`);
  return quiet.name;
}

async function followWay(environment: string, topic: string, alarm: string): Promise<void> {
  const queue = await listenToTopic(environment, topic);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    await setAlarmState(alarm, 'ALARM');
    try {
      if (await queue.waitForMessage(alarm, DELIVERY_SECONDS)) return;
    } finally {
      await setAlarmState(alarm, 'OK');
    }
  }
  throw new CheckFailed(`${alarm} was activated ${MAX_ATTEMPTS} times, and ${topic} delivered nothing`);
}

/** @throws {CheckFailed} when a mailbox has not confirmed its subscription, or the configured one is missing */
async function countMailboxes(environment: string, topics: readonly string[]): Promise<number> {
  const subscriptions = (await Promise.all(topics.map(listSubscriptions))).flat();
  const mailboxes = subscriptions.filter(({ Protocol }) => Protocol === 'email');
  const unconfirmed = mailboxes.filter(({ SubscriptionArn }) => !SubscriptionArn?.startsWith('arn:'));
  check(unconfirmed.length === 0, 'a mailbox has not confirmed its subscription: open the mail of AWS Notifications');
  const { alarm_email } = loadEnvironmentConfig(environment);
  check(alarm_email === undefined || mailboxes.length > 0, 'alarm_email is configured, and no mailbox is subscribed');
  return mailboxes.length;
}
