// Runs before the first paint of a page that no server renders.
import { keptTheme } from "./keep-theme.js";

document.documentElement.dataset.theme = keptTheme();
