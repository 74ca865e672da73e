/** Prints where a person looks at a running local cloud, and who may sign in. */
import pc from 'picocolors';
import type { LocalSession } from '../environment/local-session.ts';
import { LOCAL_USERS } from '../local/dashboard/users.ts';
import { findTrainingRunsUrl } from '../local/mlflow.ts';
import { readCredentials } from '../local/settings/credentials.ts';
import { MLFLOW_USER } from '../local/settings/local-settings.ts';

const NAME_WIDTH = 12;
const EMAIL_WIDTH = 26;

type OpenSession = Pick<LocalSession, 'settings' | 'parameter'>;

/** Before the journey, so that a person can sign in and look around while it runs. */
export function printSignIn(session: OpenSession): void {
  console.log(`\n${pc.bold('Dashboard')} ${session.settings.urls.dashboard}   it fills while the steps below run`);
  printPeople(session);
}

/** After the journey. @param champion version of the model that decides; undefined where there is none */
export async function printAddresses(session: OpenSession, champion: string | undefined): Promise<void> {
  const { dashboard } = session.settings.urls;
  const apiUrl = session.parameter('api/url');
  const apiNote = 'every call, to try out; npm run -s token prints a token';
  const mlflowNote = `the runs of the trainings; user ${MLFLOW_USER}, the same password`;
  console.log(`\n${pc.bold('Open')}`);
  printLink('Dashboard', dashboard, 'sign in as');
  printPeople(session);
  if (champion) printLink('Champion', `${dashboard}/models/${champion}`, 'its model card and validation report');
  printLink('API', `${apiUrl}/v1/docs`, apiNote);
  printLink('API_URL', apiUrl, 'for your own client');
  printLink('MLflow', await findTrainingRunsUrl(session.settings), mlflowNote);
  console.log(
    `\n  Everything stays up until Ctrl-C. ${pc.dim('npm start brings it up again, npm run reset removes it.')}`,
  );
}

function printLink(name: string, address: string, note: string): void {
  console.log(`  ${name.padEnd(NAME_WIDTH)}${address}   ${pc.dim(note)}`);
}

function printPeople({ settings }: OpenSession): void {
  const { password } = readCredentials(settings.stateDirectory);
  for (const { email, does } of LOCAL_USERS) console.log(`    ${email.padEnd(EMAIL_WIDTH)} ${pc.dim(does)}`);
  console.log(`    ${'password of all'.padEnd(EMAIL_WIDTH)} ${password}   ${pc.dim('new at every start')}`);
}
