// Gives every module of the process Apollo Client 3 where it asks for “@apollo/client”; node --import loads this first.
import { register } from "node:module";

register(new URL("apollo-3-hooks.mjs", import.meta.url));
