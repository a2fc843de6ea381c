// One tab writes. Which tabs are alive in this browser is asked over a channel; across devices the server knows.

const KNOWN = "chainrule-tabs";

export function nameOfThisTab(fresh, attempt) {
  const key = `chainrule-tab-${attempt}`;
  let name = fresh;
  try {
    name = sessionStorage.getItem(key) ?? fresh;
    sessionStorage.setItem(key, name);
    const known = JSON.parse(localStorage.getItem(KNOWN) ?? "[]");
    if (!known.includes(name)) localStorage.setItem(KNOWN, JSON.stringify([...known, name].slice(-20)));
  } catch {
    // Without storage every reload is a new tab, and the page asks before it takes over.
  }
  return name;
}

// Whether a tab of this browser held the paper and is gone: then the paper is ours again without asking.
export function isDeadTabOfOurs(owner, channel, wait = 400) {
  let known = [];
  try {
    known = JSON.parse(localStorage.getItem(KNOWN) ?? "[]");
  } catch {
    return Promise.resolve(false);
  }
  if (!known.includes(owner)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const hear = ({ data }) => data.here === owner && done(false);
    const timer = setTimeout(() => done(true), wait);
    const done = (dead) => {
      clearTimeout(timer);
      channel.removeEventListener("message", hear);
      resolve(dead);
    };
    channel.addEventListener("message", hear);
    channel.postMessage({ who: owner });
  });
}

// A duplicated tab copies its session storage: the second one to speak takes another name.
export function answerCalls(channel, name) {
  channel.addEventListener("message", ({ data }) => data.who === name && channel.postMessage({ here: name }));
}
