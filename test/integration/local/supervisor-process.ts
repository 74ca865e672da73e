/** Run by cloud.test.ts in a process of its own, which that test kills: starts MiniStack and says that it is up. */
import { startMiniStack } from '../../../cli/local/ministack/ministack.ts';
import { becomeSupervisor } from '../../../cli/local/processes/process-records.ts';
import { onTermination } from '../../../cli/local/processes/termination.ts';
import { localSettings } from '../../../cli/local/settings.ts';

const settings = localSettings({ stateDirectory: process.argv[2] });
becomeSupervisor(settings);
const aws = await startMiniStack(settings);
onTermination(() => aws.stop());
console.log(`up ${aws.pid}`);
setInterval(() => {}, 1_000);
