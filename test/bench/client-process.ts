import { spawn } from 'node:child_process';

/** What a bench is started with to be the client of another run of itself. */
const CLIENT = '--client';
export const CLIENT_OPTION = { client: { type: 'boolean', default: false } } as const;

/** Runs the bench once more as a client: it gets its target on standard input and answers figures on standard output. */
export const inClientProcess = <Figures>(bench: string, target: object): Promise<Figures> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [bench, CLIENT], { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part) => {
      text += String(part);
    });
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done(JSON.parse(text) as Figures) : fail(new Error(`the client ended with ${code}`)),
    );
    child.stdin.end(JSON.stringify(target));
  });

/** The client's side of `inClientProcess`. */
export const beClient = async <Target>(measure: (target: Target) => Promise<object>): Promise<void> => {
  let text = '';
  for await (const part of process.stdin) text += String(part);
  process.stdout.write(JSON.stringify(await measure(JSON.parse(text) as Target)));
};
