// GraphiQL over this server's own endpoint.
const { GraphiQL, GraphiQLPluginExplorer, React, ReactDOM } = window;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({
      url: "/graphql",
      subscriptionUrl: `${location.origin.replace("http", "ws")}/graphql`,
    }),
    plugins: [GraphiQLPluginExplorer.explorerPlugin()],
    defaultEditorToolsVisibility: true,
  }),
);
