// Keys of settings that nothing but a server has, behind what its object is called.

/** `server.keepAliveTimeout`: `timeout` alone may belong to a client, a socket or anything else. */
export const isOfServersAlone = (key: string): boolean => /\.(?:keepAliveTimeout|headersTimeout)$/.test(key);
