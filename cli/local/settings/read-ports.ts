/** Reads the ports of the local cloud from RISK_PORT_*; nothing else reads them. Open it to add a port. */
import { readOptionalEnv } from '../../../lambdas/shared/env.ts';
import { InvalidSetting } from '../../terminal/command-error.ts';

/** Each service's default port and the environment variable that changes it. */
export const PORTS = {
  aws: { service: 'MiniStack (AWS)', variable: 'RISK_PORT_AWS', default: 4566 },
  dataApi: { service: 'the Data API', variable: 'RISK_PORT_DATA_API', default: 4567 },
  jobs: { service: 'the job endpoint', variable: 'RISK_PORT_JOBS', default: 4568 },
  mlflow: { service: 'MLflow', variable: 'RISK_PORT_MLFLOW', default: 4569 },
  postgres: { service: 'PostgreSQL', variable: 'RISK_PORT_POSTGRES', default: 4570 },
  rds: { service: 'the RDS endpoint', variable: 'RISK_PORT_RDS', default: 4573 },
  dashboard: { service: 'the dashboard', variable: 'RISK_PORT_DASHBOARD', default: 4572 },
} as const;

export type PortName = keyof typeof PORTS;

/** No service listens here; `npm run token -- --person` does while a person signs in. */
export const SIGN_IN_PORT = { variable: 'RISK_PORT_SIGN_IN', default: 4571 } as const;

/**
 * Ports that browsers and the fetch of Node.js refuse to call, whatever listens there
 * (https://fetch.spec.whatwg.org/#port-blocking).
 */
const BLOCKED_PORTS = new Set([
  ...[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  ],
  ...[
    111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  ],
  ...[540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061],
  ...[6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080],
]);

/**
 * Reads every port.
 * @throws {InvalidSetting} when one is no number from 1 to 65535, is blocked, or is given to two services
 */
export function readPorts(environment: NodeJS.ProcessEnv): { ports: Record<PortName, number>; signInPort: number } {
  const settings = { ...PORTS, signIn: SIGN_IN_PORT };
  const variablesByPort = new Map<number, string>();
  const ports = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const port = readPort(environment, setting);
      const otherVariable = variablesByPort.get(port);
      if (otherVariable) {
        throw new InvalidSetting(`${otherVariable} and ${setting.variable} are both ${port}; give each its own port`);
      }
      variablesByPort.set(port, setting.variable);
      return [name, port];
    }),
  ) as Record<keyof typeof settings, number>;
  const { signIn: signInPort, ...servicePorts } = ports;
  return { ports: servicePorts, signInPort };
}

function readPort(environment: NodeJS.ProcessEnv, port: { variable: string; default: number }): number {
  const text = readOptionalEnv(port.variable, environment);
  if (text === undefined) return port.default;
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 65_535) {
    throw new InvalidSetting(`${port.variable} must be a port between 1 and 65535, not "${text}"`);
  }
  if (!BLOCKED_PORTS.has(value)) return value;
  throw new InvalidSetting(
    `${port.variable} is ${value}, which browsers and Node.js refuse to call: choose another port`,
  );
}
