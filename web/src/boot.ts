// First: whatever is loaded after it writes into the page under this policy.
import './trusted-types.ts';

/** The small file that runs first, and says so when the program does not arrive. */
import('./main.tsx')
  .then(({ draw }) => draw())
  .catch(() => {
    document.getElementById('root')?.setAttribute('data-failed', '');
  });
