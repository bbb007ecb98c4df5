/** Credentials that exist in the tests' servers only. */
export const ACCESS_KEY = 'AKIALOCALTEST';
export const SECRET = 'a secret/with+signs';
export const REGION = 'cn-north-1';
/** Where the crash test's server notes the ETags of the events it delivered, one a line. */
export const DELIVERED_FILE = 'delivered.txt';
