import { walk } from "../src/path.mjs";
import { WebKit } from "../src/tabs/webkit.mjs";

walk(WebKit);
