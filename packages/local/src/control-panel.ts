import type { RequestHandler } from './apigateway/front-door.ts';
import type { Clock } from './clock.ts';

/**
 * `POST /__local/clock?by=<ms>` moves the clock, `POST /__local/drain` waits until everything is done. Mounted only
 * when the cloud was started with a movable clock.
 */
export function controlPanel(clock: Clock, drain: () => Promise<void>): RequestHandler {
  return async (message, response) => {
    const url = new URL(message.url ?? '/', 'http://localhost');
    const by = Number(url.searchParams.get('by'));
    if (!clock.movable) {
      response.writeHead(404).end();
      return;
    }
    if (message.method === 'POST' && url.pathname === '/__local/clock' && Number.isFinite(by)) {
      // What was written before belongs to the time before: its stream records are stamped with that.
      await drain();
      clock.moveBy(by);
    } else if (message.method === 'POST' && url.pathname === '/__local/drain') await drain();
    else {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ now: new Date(clock.now()).toISOString() }));
  };
}
