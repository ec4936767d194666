// Servers that speak gRPC and nothing else.
const grpcServers: ReadonlySet<string> = new Set(['go-grpc', 'grpc-js']);

/** `product`: an id of the knowledge table. */
export const speaksGrpc = (product: string): boolean => grpcServers.has(product);
