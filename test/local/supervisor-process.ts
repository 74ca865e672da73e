/** Run by cloud.test.ts in a process of its own, which that test kills: starts MiniStack and says that it is up. */
import { startMiniStack } from '../../local/ministack.ts';
import { becomeSupervisor } from '../../local/pid-book.ts';
import { localSettings } from '../../local/settings.ts';
import { onTermination } from '../../local/termination.ts';

const settings = localSettings({ stateDirectory: process.argv[2] });
becomeSupervisor(settings);
const aws = await startMiniStack(settings);
onTermination(() => aws.stop());
console.log(`up ${aws.pid}`);
setInterval(() => {}, 1_000);
