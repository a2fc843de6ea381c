// Bundles the front end into the site's static folder. Run by frontend/build.py, which finds Node.
import { build } from "esbuild";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";

const out = "src/chainrule/campus/site/static/built";
const explorables = readdirSync("frontend/explorables")
  .filter((name) => name.endsWith(".js"))
  .map((name) => `frontend/explorables/${name}`);
const entries = ["site", "editor", "blocks", "cell", "paper", "present", "theme", "search", "marking", "proposal", "gradebook"].map((name) => `frontend/${name}.js`).filter(existsSync);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: [...entries, ...explorables, "frontend/css/site.css"],
  outdir: out,
  outbase: "frontend",
  bundle: true,
  format: "iife", // a published lecture is opened from a folder, too: browsers load no modules from there
  minify: true,
  target: ["chrome109", "firefox115", "safari16"],
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".safetensors": "binary" },
  assetNames: "fonts/[name]-[hash]",
  logLevel: "warning",
});
// KaTeX itself runs on the server, inside V8: the page gets HTML, MathML and this style sheet's fonts.
cpSync("node_modules/katex/dist/katex.min.js", `${out}/katex.min.js`);
