/** Reads the ports of the local cloud from RISK_PORT_* and from its state folder; nothing else reads them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

export interface Ports {
  ports: Record<PortName, number>;
  /** Port of the callback address of a sign-in. */
  signInPort: number;
}

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
 * Reads every port: from its variable, else as the last start of the state folder used it, else the default.
 * @throws {InvalidSetting} when one is no number from 1 to 65535, is blocked, or is given to two services
 */
export function readPorts(environment: NodeJS.ProcessEnv, stateDirectory: string): Ports {
  const settings = { ...PORTS, signIn: SIGN_IN_PORT };
  const remembered = readRememberedPorts(stateDirectory);
  const variablesByPort = new Map<number, string>();
  const ports = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const port = readPort(environment, setting) ?? remembered[setting.variable] ?? setting.default;
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

/** Stores the ports of a start, so that later commands find the cloud without its variables. */
export function rememberPorts(stateDirectory: string, { ports, signInPort }: Ports): void {
  const names = Object.keys(PORTS) as PortName[];
  const byVariable = Object.fromEntries(names.map((name) => [PORTS[name].variable, ports[name]]));
  const text = JSON.stringify({ ...byVariable, [SIGN_IN_PORT.variable]: signInPort }, null, 2);
  writeFileSync(join(stateDirectory, PORTS_FILE), `${text}\n`);
}

const PORTS_FILE = 'ports.json';

/** The ports of the last start by variable; empty before the first. */
function readRememberedPorts(stateDirectory: string): Record<string, number | undefined> {
  try {
    const content: unknown = JSON.parse(readFileSync(join(stateDirectory, PORTS_FILE), 'utf8'));
    const entries = Object.entries(content ?? {}).filter(
      ([, port]) => Number.isInteger(port) && port > 0 && port < 65_536,
    );
    return Object.fromEntries(entries);
  } catch {
    return {}; // no start yet, or a file of which a crash left a part
  }
}

function readPort(environment: NodeJS.ProcessEnv, port: { variable: string }): number | undefined {
  const text = readOptionalEnv(port.variable, environment);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 65_535) {
    throw new InvalidSetting(`${port.variable} must be a port between 1 and 65535, not "${text}"`);
  }
  if (!BLOCKED_PORTS.has(value)) return value;
  throw new InvalidSetting(
    `${port.variable} is ${value}, which browsers and Node.js refuse to call: choose another port`,
  );
}
