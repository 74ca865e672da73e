/** Starts MiniStack as a supervisor and prints its pid; processes.test.ts runs and kills this program. */
import { startMiniStack } from '../../../cli/local/ministack/ministack.ts';
import { becomeSupervisor } from '../../../cli/local/processes/process-records.ts';
import { stopOnTermination } from '../../../cli/local/processes/termination.ts';
import { readLocalSettings } from '../../../cli/local/settings/local-settings.ts';

const settings = readLocalSettings({ stateDirectory: process.argv[2] });
becomeSupervisor(settings);
const aws = await startMiniStack(settings);
stopOnTermination(() => aws.stop());
console.log(`up ${aws.pid}`);
setInterval(() => {}, 1_000);
