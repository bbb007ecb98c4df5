/** What Node itself takes: the floor under every function. */
export const handler = async (): Promise<undefined> => undefined;
