// Apollo Client 3 names no exports, so that a folder stands for its index.js, as bundlers have it.
export function resolve(specifier, context, next) {
  if (!specifier.startsWith("@apollo/client")) return next(specifier, context);
  const path = specifier.replace("@apollo/client", "apollo-client-3");
  return next(path.endsWith(".js") ? path : `${path}/index.js`, context);
}
