// Light or dark, kept by the browser: for pages that no server renders.

const NAME = "chainrule:theme";
const THEMES = ["light", "dark", "auto"];

export function keptTheme() {
  try {
    const kept = localStorage.getItem(NAME);
    return THEMES.includes(kept) ? kept : "auto";
  } catch {
    return "auto"; // storage is off: like the system
  }
}

export function keepTheme(theme) {
  try { localStorage.setItem(NAME, theme); } catch { /* then it holds for this page */ }
}
