import { walk } from "../src/path.mjs";
import { Firefox } from "../src/tabs/firefox.mjs";

walk(Firefox);
