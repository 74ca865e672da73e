/**
 * Tests of monitoring and alarms on the deployed system: causes alarms, and checks that every alarm reaches mail and chat.
 * journey.test.ts runs them on its cloud.
 */
import { createServer } from 'node:http';
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { type AlarmChange, listenToAlerts } from '../../testing/aws/alert-listener.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { callMlflow } from '../../testing/mlflow-call.ts';
import { waitForResult } from '../../testing/operator-steps.ts';

const PREFIX = 'risk-local-';

async function invoke(name: string, payload: object = {}): Promise<Record<string, unknown>> {
  const lambda = new LambdaClient({});
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: `${PREFIX}${name}`, Payload: JSON.stringify(payload) }),
  );
  const output = JSON.parse(Payload ? Buffer.from(Payload).toString() : 'null');
  if (FunctionError) throw new Error(`${name}: ${JSON.stringify(output)}`);
  return output;
}

const alarms = async () => {
  const filter = { AlarmNamePrefix: PREFIX };
  const { MetricAlarms = [] } = await new CloudWatchClient({}).send(new DescribeAlarmsCommand(filter));
  return MetricAlarms;
};

async function setState(AlarmName: string, StateValue: 'ALARM' | 'OK'): Promise<void> {
  await new CloudWatchClient({}).send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));
}

let queues = 0;
/** Resets an alarm and listens to alerts. The returned function waits until the alarm becomes active. */
async function listenToAlarm(name: string) {
  await setState(`${PREFIX}${name}`, 'OK');
  const alerts = await listenToAlerts(`${PREFIX}alerts`, `alarms-of-the-test-${++queues}`);
  return async (): Promise<AlarmChange> => {
    for (;;) {
      const alert = await alerts.next();
      if (!alert) throw new Error(`${name} did not become active`);
      if (alert.AlarmName === `${PREFIX}${name}` && alert.NewStateValue === 'ALARM') return alert;
    }
  };
}

export function describeMonitoring(lender: () => TestCloud): void {
  const newestDay = async () => {
    const { rows } = await lender().database.query(
      `select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of,
         (select version from predictions.model_metadata where stage = 'champion') as model_version
       from analytics.publications order by as_of desc limit 1`,
    );
    return rows[0];
  };

  /** Stores a bad figure for the newest day, and evaluates the day as the workflow does. */
  async function evaluateWith(kind: string, subject: string, metric: string) {
    const day = await newestDay();
    const key = [day.as_of, day.model_version, kind, subject, metric];
    const sql = `insert into analytics.monitoring_results (as_of, model_version, kind, subject, metric, value, bound, rows, level)
      values ($1, $2, $3, $4, $5, 9, 0.25, 1000, 'alert')`;
    await lender().database.query(
      'delete from analytics.monitoring_results where as_of = $1 and model_version = $2 and kind = $3 and subject = $4 and metric = $5',
      key,
    );
    await lender().database.query(sql, key);
    return invoke('judge', { ...day, execution_id: `test-${metric}` });
  }

  describe('monitoring', () => {
    test('has measured every day of the journey and found no drift', async () => {
      const { rows } = await lender().database.query(
        `select kind, level, count(*)::int as n from analytics.monitoring_results group by kind, level`,
      );
      const moved = rows.filter(({ kind, level }) => kind !== 'band_performance' && level === 'alert');
      expect(moved).toEqual([]); // a band of few applications may deviate by chance
      const kinds = new Set(rows.map(({ kind }) => kind));
      for (const kind of ['feature_drift', 'score_drift', 'performance', 'band_performance', 'quality', 'freshness']) {
        expect([kind, kinds.has(kind)]).toEqual([kind, true]);
      }
    });

    test('reaches MLflow through a job that runs in the background', async () => {
      const api = '/api/2.0/mlflow';
      const { model_version } = await newestDay();
      const metrics = await waitForResult(async () => {
        const found = await callMlflow(`${api}/experiments/get-by-name?experiment_name=loan-default-monitoring`);
        if (!found.ok) return undefined;
        const { experiment } = (await found.json()) as { experiment: { experiment_id: string } };
        const body = JSON.stringify({ experiment_ids: [experiment.experiment_id] });
        const searched = await callMlflow(`${api}/runs/search`, { method: 'POST', body });
        const { runs = [] } = (await searched.json()) as {
          runs: { info: { run_name: string }; data: { metrics?: { key: string }[] } }[];
        };
        return runs.find(({ info, data }) => info.run_name === model_version && data.metrics)?.data.metrics;
      });
      expect(metrics.map(({ key }) => key)).toContain('score_drift/psi/score');
    }, 60_000);

    test('drift raises its alarm, and starts a training', async () => {
      const waitForAlarm = await listenToAlarm('model-drift');
      expect(await evaluateWith('feature_drift', 'utilisation', 'psi')).toMatchObject({
        ...{ outcome: 'drift', drifted: ['utilisation'] },
      });
      expect(await waitForAlarm()).toMatchObject({
        NewStateValue: 'ALARM',
        AlarmDescription: expect.stringMatching(/^ticket: /),
      });
      const client = new SFNClient({});
      const stateMachineArn = lender().parameter('workflow/training-arn');
      const drifted = await waitForResult(async () => {
        const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
        const described = executions.map(({ executionArn }) =>
          client.send(new DescribeExecutionCommand({ executionArn })),
        );
        return (await Promise.all(described)).find(({ input, output }) => output && input?.includes('"drift"'));
      });
      expect(JSON.parse(drifted.output ?? '')).toMatchObject({ outcome: 'trained_lately' });
    }, 60_000);

    test('degradation raises its alarm', async () => {
      const waitForAlarm = await listenToAlarm('model-degradation');
      expect(await evaluateWith('performance', 'realised', 'auc')).toMatchObject({
        degraded: expect.arrayContaining(['auc']),
      });
      expect(await waitForAlarm()).toMatchObject({ NewStateValue: 'ALARM' });
    }, 60_000);
  });

  describe('a scheduled watch', () => {
    test('raises an alarm when the API does not respond', async () => {
      const name = '/risk/local/api/url';
      const ssm = new SSMClient({});
      const put = (Value: string) =>
        ssm.send(new PutParameterCommand({ Name: name, Value, Type: 'String', Overwrite: true }));
      const waitForAlarm = await listenToAlarm('api-unavailable');
      await put('http://127.0.0.1:9');
      try {
        expect(await invoke('watch-api')).toMatchObject({ trouble: expect.any(String) });
      } finally {
        await put(lender().parameter('api/url'));
      }
      expect(await waitForAlarm()).toMatchObject({
        NewStateValue: 'ALARM',
        AlarmDescription: expect.stringMatching(/^page: /),
      });
    }, 60_000);

    test('follows experiments, of which none runs', async () => {
      expect(await invoke('watch-experiments')).toMatchObject({ measured: [], stopped_arms: [] });
    }, 60_000);

    test('raises an alarm for a day without a publication once it is due, and not before', async () => {
      expect(await invoke('watch-publication', { due_hour_utc: 0 })).toMatchObject({ overdue: false });
      const waitForAlarm = await listenToAlarm('etl-late');
      const shift = (by: string) =>
        lender().database.query(
          `update analytics.publications set published_at = published_at ${by} interval '2 days'`,
        );
      await shift('-');
      try {
        expect(await invoke('watch-publication', { due_hour_utc: 0 })).toMatchObject({ overdue: true });
      } finally {
        await shift('+');
      }
      expect(await waitForAlarm()).toMatchObject({ NewStateValue: 'ALARM' });
    }, 60_000);
  });

  describe('every alarm', () => {
    test('reaches mail and chat, with its severity and its section of the runbook', async () => {
      const posted: string[] = [];
      const chat = createServer((request, response) => {
        request.setEncoding('utf8');
        let body = '';
        request.on('data', (part: string) => {
          body += part;
        });
        request.on('end', () => {
          posted.push(JSON.parse(body).text);
          response.end('ok');
        });
      });
      await new Promise<void>((ready) => chat.listen(0, '127.0.0.1', ready));
      const address = chat.address();
      const SecretString = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
      const secrets = new SecretsManagerClient({});
      await secrets.send(new PutSecretValueCommand({ SecretId: 'risk/local/chat-webhook', SecretString }));
      try {
        const alerts = await listenToAlerts(`${PREFIX}alerts`, 'every-alarm');
        const all = (await alarms()).map(({ AlarmName = '' }) => AlarmName);
        expect(all.length).toBeGreaterThan(25);
        const activate = async (name: string) => {
          await setState(name, 'OK');
          await setState(name, 'ALARM');
        };
        // The function caches the previous secret for some seconds.
        await waitForResult(async () => {
          await activate(`${PREFIX}etl-late`);
          return posted.length > 0 || undefined;
        });
        for (const name of all) await activate(name);
        const descriptions = new Map<string, string>();
        while (descriptions.size < all.length) {
          const alert = await alerts.next();
          if (!alert) break;
          if (alert.NewStateValue === 'ALARM') descriptions.set(alert.AlarmName, alert.AlarmDescription);
        }
        expect([...descriptions.keys()].sort()).toEqual(all.sort());
        for (const words of descriptions.values())
          expect(words).toMatch(
            /^(page|ticket|info): .+ Data: .+\. Runbook: http:\/\/localhost:\d+\/runbook\.html#\S+$/,
          );
        const shown = ['api-unavailable', 'model-drift', 'api-read-rate-limiter-degraded'].map(
          (name) => `${PREFIX}${name} is active`,
        );
        await waitForResult(async () => shown.every((name) => posted.some((text) => text.includes(name))) || undefined);
        expect(posted.find((text) => text.includes('local-api-unavailable is active'))).toMatch(
          /^🔴 risk-local-api-unavailable is active: act now\n/,
        );
        for (const name of all) await setState(name, 'OK');
      } finally {
        await secrets.send(new PutSecretValueCommand({ SecretId: 'risk/local/chat-webhook', SecretString: 'none' }));
        chat.close();
      }
    }, 180_000);
  });
}
