/** Lists every command, in the order of docs/commands.md; add a new command here. */
import type { CommandDefinition } from '../terminal/command.ts';
import { auditCommand } from './audit.ts';
import { costCommand } from './cost.ts';
import { eraseCommand } from './erase.ts';
import { etlCommand } from './etl.ts';
import { logsCommand } from './logs.ts';
import { modelCommand } from './model.ts';
import { modelVerifyCommand } from './model-verify.ts';
import { onboardCommand } from './onboard.ts';
import { predictCommand } from './predict.ts';
import { preflightCommand } from './preflight.ts';
import { privacyCommand } from './privacy.ts';
import { qualityCommand } from './quality.ts';
import { recoverCommand } from './recover.ts';
import { reportCommand } from './report.ts';
import { requestsCommand } from './requests.ts';
import { resetCommand } from './reset.ts';
import { revertCommand } from './revert.ts';
import { reviewCommand } from './review.ts';
import { rolesCommand } from './roles.ts';
import { simulateCommand } from './simulate.ts';
import { smokeCommand } from './smoke.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { tokenCommand } from './token.ts';
import { trainCommand } from './train.ts';

export const ALL_COMMANDS: readonly CommandDefinition[] = [
  startCommand,
  onboardCommand,
  resetCommand,
  statusCommand,
  logsCommand,
  etlCommand,
  qualityCommand,
  trainCommand,
  modelCommand,
  modelVerifyCommand,
  requestsCommand,
  simulateCommand,
  rolesCommand,
  predictCommand,
  tokenCommand,
  reportCommand,
  reviewCommand,
  privacyCommand,
  eraseCommand,
  recoverCommand,
  auditCommand,
  smokeCommand,
  revertCommand,
  preflightCommand,
  costCommand,
];
