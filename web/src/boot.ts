// First: whatever is loaded after it writes into the page under this policy.
import './trusted-types.ts';
import { askFirstReads } from './api/first-reads.ts';
import { createSignIn, type SignIn } from './auth/sign-in.ts';
import { loadAppConfig } from './config/app-config.ts';
import { fetchPageOf } from './pages/likely-pages.ts';
import './styles.css';

/**
 * The small file that runs first. On a slow line every step that waits for another costs half a second, so it begins
 * everything the page needs at the same time: sign-in parameters, data, the program itself and the page of the address.
 */
const signIn: Promise<SignIn> = loadAppConfig().then(createSignIn);

signIn
  .then(async (one) => {
    if (await one.current())
      await askFirstReads(
        { baseUrl: '', accessToken: one.accessToken, membership: one.membership },
        window.location,
      );
  })
  // Whoever draws the page says what is wrong.
  .catch(() => undefined)
  // After the data: of a few connections the first free ones belong to what takes longest.
  .finally(() => fetchPageOf(window.location.pathname));

import('./main.tsx')
  .then(({ draw }) => draw(signIn))
  .catch(() => {
    document.getElementById('root')?.setAttribute('data-failed', '');
  });
