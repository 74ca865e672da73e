/** Alerts are formatted for a chat. */
import { expect, test } from '@jest/globals';
import { formatAlert } from '../../../lambdas/monitoring/alerts/format-alert.ts';
import { formatAlarmDescription, parseAlarmDescription } from '../../../lambdas/shared/alarm-description.ts';

const alarm = {
  AlarmName: 'risk-prod-etl-late',
  AlarmDescription:
    'page: Not published by 06:00 UTC. Data: the watch. Runbook: https://risk.bank/runbook.html#etl-late',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed',
};

test('an alarm has its severity, its description and its runbook', () => {
  expect(formatAlert(JSON.stringify(alarm))).toBe(
    '🔴 risk-prod-etl-late is active: act now\nNot published by 06:00 UTC.\nWhat to do: https://risk.bank/runbook.html#etl-late\nCloudWatch: Threshold Crossed',
  );
  expect(formatAlert(JSON.stringify({ ...alarm, NewStateValue: 'OK' }))).toBe('🟢 risk-prod-etl-late is over');
});

test('a failed execution has its error and cause', () => {
  const detail = {
    ...{ status: 'FAILED', name: 'e1', error: 'DeliveryRefused', cause: 'HashMismatch: customers.csv.gz' },
    stateMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:risk-prod-daily-etl',
  };
  const event = { 'detail-type': 'Step Functions Execution Status Change', detail };
  expect(formatAlert(JSON.stringify(event))).toBe(
    '🟠 The workflow risk-prod-daily-etl failed: DeliveryRefused\nHashMismatch: customers.csv.gz\nExecution e1',
  );
});

test.each([
  [
    'page: It is late. Data: the watch. Runbook: docs/runbook.md#late',
    ['page', 'It is late.', 'the watch', 'docs/runbook.md#late'],
  ],
  ['ticket: It is late. Runbook: docs/runbook.md#late', ['ticket', 'It is late.', null, 'docs/runbook.md#late']],
  ['Made by hand', ['ticket', 'Made by hand', null, null]],
])('a description is parsed as it was formatted: %s', (description, expected) => {
  const { severity, text, dataSource, runbook } = parseAlarmDescription(description);
  expect([severity, text, dataSource, runbook]).toEqual(expected);
  if (runbook) expect(formatAlarmDescription({ severity, text, dataSource, runbook })).toBe(description);
});

test('other messages are passed on, and long ones are cut', () => {
  expect(formatAlert('The budget is used up', 'AWS Budgets')).toBe('AWS Budgets\nThe budget is used up');
  expect(formatAlert('x'.repeat(10_000))).toHaveLength(3000);
});
