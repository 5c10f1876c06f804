// PostGraphile over the schema beside it. A bearer token stands for a ledger, as a session of the product does.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const ledgers = new Map([["bench-token", "1"]]);
const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.BENCH_DATABASE, schemas: ["public"], poolConfig: { max: 10 } })],
  grafast: {
    explain: false,
    context: (request) => {
      const ledger = ledgers.get((request.node?.req?.headers?.authorization ?? "").slice("Bearer ".length));
      return { pgSettings: ledger ? { "jwt.claims.ledger_id": ledger } : {} };
    },
  },
  grafserv: { graphqlPath: "/graphql", websockets: false, watch: false, graphiql: false },
};
const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(process.env.BENCH_PORT), "127.0.0.1");
