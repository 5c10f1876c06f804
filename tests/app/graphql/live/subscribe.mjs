// Subscribes with the client graphql-ws: prints each result as a line of JSON, and a line when it has connected again.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token, query, count] = process.argv.slice(2);
const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { token }, retryAttempts: 0 });
let left = Number(count);
for await (const result of client.iterate({ query })) {
  console.log(JSON.stringify(result));
  if (--left === 0) break;
}
await client.dispose();
