/**
 * Serves the local RDS API, whose restores really restore PostgreSQL (../clusters/). The AWS SDK reaches it by
 * AWS_ENDPOINT_URL_RDS; CloudFormation uses MiniStack's own, which has the deployed cluster's description.
 */
import { once } from 'node:events';
import type { Clusters } from '../clusters/clusters.ts';
import { createSignedServer } from '../guard/guarded-server.ts';
import { openLineLog } from '../processes/line-log.ts';
import { createCallRecorder } from '../recorded-calls.ts';
import { readCredentials } from '../settings/credentials.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import { createChangeOperations } from './change-operations.ts';
import { createClusterOperations } from './cluster-operations.ts';
import { Descriptions } from './descriptions.ts';
import { createInstanceOperations } from './instance-operations.ts';
import { respondQuery } from './query-protocol.ts';
import { listRdsCalls } from './rds-calls.ts';
import { createRestoreOperations } from './restore-operations.ts';

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export interface RdsEndpoint {
  /** Closes the port; the clusters stay. */
  stop(): Promise<void>;
}

/** Starts the endpoint; rejects with the system's error when the port is taken. */
export async function startRdsEndpoint(settings: LocalSettings, clusters: Clusters): Promise<RdsEndpoint> {
  const descriptions = new Descriptions(settings, clusters);
  const operations = {
    ...createChangeOperations(clusters, descriptions),
    ...createClusterOperations(clusters, descriptions),
    ...createInstanceOperations(clusters, descriptions),
    ...createRestoreOperations(clusters, descriptions),
  };
  const log = openLineLog(settings, 'rds');
  const recordCalls = createCallRecorder(settings);
  const server = createSignedServer(
    readCredentials(settings.stateDirectory),
    (request, response, body) => {
      recordCalls?.(request, listRdsCalls(body, settings));
      void respondQuery(operations, body, response, log);
    },
    FORM,
  );
  server.listen(settings.ports.rds, '127.0.0.1');
  await once(server, 'listening');
  return {
    async stop() {
      server.close();
      server.closeAllConnections();
      descriptions.stop();
    },
  };
}
