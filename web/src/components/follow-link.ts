import type { Link } from '../api/types.ts';

/** Opens a short-lived file address in a tab of its own, so that the page and what is typed in it stay. */
export const followLink = ({ url, fileName }: Link): void => {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  anchor.target = '_blank';
  anchor.rel = 'noopener';
  anchor.click();
};
