/** What a start says about ports that are taken: each of a few, and one sentence where another local cloud has them. */
import { expect, test } from '@jest/globals';
import { PortTaken } from '../../../cli/local/settings/ports.ts';

const obstacle = 'is taken by another program';

test('one port is named with its service and variable', () => {
  const { message } = new PortTaken([{ name: 'mlflow', port: 4569, obstacle }]);
  expect(message).toBe('port 4569 for MLflow is taken by another program (set RISK_PORT_MLFLOW to use another port)');
});

test('many ports are those of another local cloud', () => {
  const ports = [['aws', 4566] as const, ['jobs', 4568] as const, ['mlflow', 4569] as const];
  expect(new PortTaken(ports.map(([name, port]) => ({ name, port, obstacle }))).message).toBe(
    '3 ports are taken, as by a local cloud of another folder: end it, or give free ports to RISK_PORT_AWS (now 4566), RISK_PORT_JOBS (now 4568), RISK_PORT_MLFLOW (now 4569)',
  );
});
