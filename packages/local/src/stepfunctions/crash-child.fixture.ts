// A process to kill: node crash-child.fixture.ts <dataDir> <logFile> <write to die before, 0 = live on>
import { appendFileSync } from 'node:fs';
import { ACCOUNT, closeoutArn, closeoutChain, REGION } from './closeout-chain.fixture.ts';
import { startStepFunctionsServer } from './server.ts';

const [dataDir = '', logFile = '', dieBefore = '0'] = process.argv.slice(2);
let writes = 0;

function log(entry: object): void {
  appendFileSync(logFile, `${JSON.stringify(entry)}\n`);
}

const server = await startStepFunctionsServer({
  dataDir,
  port: 0,
  region: REGION,
  accountId: ACCOUNT,
  invokeLambda: async (_functionArn, payload) => {
    log({ call: payload });
    return { opened: true };
  },
  beforeWrite: async (description) => {
    writes += 1;
    log({ write: description });
    if (writes !== Number(dieBefore)) return;
    log({ killed: description });
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  },
});
server.registerStateMachine({ arn: closeoutArn(), name: 'closeout', definition: closeoutChain() });
server.resume();
process.stdout.write(`${server.url}\n`);
