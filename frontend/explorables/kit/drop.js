// A file of the reader's, chosen or dropped, read in the page. It is sent nowhere.

import { freshId, html } from "./dom.js";
import { FileError } from "./safetensors.js";

/**
 * `{element}`: a field for a `.safetensors` file; `zone` takes one that is dropped on it, too. `take(buffer, name)`
 * reads it (see safetensors.js) and returns what is said; a FileError that it throws is said, too.
 */
export function fileField(label, { zone, take }) {
  const id = freshId("file");
  const said = html("p", { class: "ex-said", role: "status" });
  const input = html("input", { id, type: "file", accept: ".safetensors" });
  const read = async (file) => {
    try {
      said.textContent = take(await file.arrayBuffer(), file.name);
      said.classList.remove("error");
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      said.textContent = `${file.name}: ${error.message}`;
      said.classList.add("error");
    }
  };
  input.addEventListener("change", () => input.files[0] && read(input.files[0]));
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) read(event.dataTransfer.files[0]);
  });
  const help = html("p", { class: "help" }, "Choose it, or drop it on the picture. It stays on this computer.");
  return { element: html("div", { class: "ex-file" }, html("label", { for: id }, label), input, help, said) };
}
