"use strict";

// What every part of the page's script builds with. The parts run in the order of `render.SCRIPTS` and share these names.
// Whatever comes from data goes in as text, never as markup.
const base = (() => {
  /** An element with properties (or attributes) and children, which are elements or texts; the empty are left out. */
  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter(Boolean));
    return element;
  }

  function button(text, onclick, properties = {}) {
    return make("button", { type: "button", onclick, ...properties }, text);
  }

  const COPY = { done: "Disalin.", byHand: "Teks terpilih; tekan Ctrl+C." };

  /** A button that copies what `text` gives; `said` tells that it did, and shows the text where a browser does not let it. */
  function copying(label, text, said) {
    async function copy() {
      try {
        await navigator.clipboard.writeText(text());
        said.textContent = COPY.done;
      } catch {
        const shown = make("span", { className: "salinan" }, text());
        said.replaceChildren(COPY.byHand, " ", shown);
        getSelection().selectAllChildren(shown);
      }
    }
    return button(label, copy);
  }

  const spoken = () => make("span", { role: "status" });

  // --- Traces: one block of JSON, read when a number is opened for the first time -------------------------------------

  const block = document.getElementById("jejak");
  let traces = null;

  function all() {
    return (traces ??= JSON.parse(block.textContent));
  }

  function lookUp(kind, id) {
    const found = all()[kind];
    return found && Object.hasOwn(found, id) ? found[id] : null;
  }

  const nodeOf = (id) => lookUp("nodes", id);

  const titleOf = (id) => nodeOf(id)?.title ?? id;

  /** A value with the sign of its unit, as it is printed: `120,31%`, `-Rp500`. */
  function amount(node) {
    if (node.status) return node.value;
    if (node.unit === "%") return `${node.value}%`;
    return node.unit === "Rp" ? node.value.replace(/^-?/, "$&Rp") : node.value;
  }

  /** The same with a unit that is a word: `3,91 indeks`. */
  function measured(node) {
    const text = amount(node);
    return node.unit && text === node.value && !node.status ? `${text} ${node.unit}` : text;
  }

  /** `data/2023/skm.csv:2` is "data/2023/skm.csv, baris 2", or "skm.csv, baris 2" without the folder. */
  function placeOf(node, withFolder) {
    if (!node?.at) return "";
    const [, file, line] = /^(.*?)(?::(\d+))?$/s.exec(node.at);
    return (withFolder ? file : file.split("/").pop()) + (line ? `, baris ${line}` : "");
  }

  /** The ids from a figure to the one whose calculation it is: what is taken over as it is leads on. */
  function chainOf(id) {
    const chain = [id];
    for (let node = nodeOf(id); node?.through; node = nodeOf(node.through)) {
      if (chain.includes(node.through)) break;
      chain.push(node.through);
    }
    return chain;
  }

  // --- Addresses and citations -----------------------------------------------------------------------------------------

  const report = document.title;

  /** The address of an id in this page: of a file only its name, which holds wherever the file lies. */
  function linkTo(id) {
    const page = location.protocol === "file:" ? location.pathname.split("/").pop() : location.href.split("#")[0];
    return `${page}#${encodeURIComponent(id)}`;
  }

  /** "Laporan … – Kantor …, Tabel 12. Judul, tersedia pada lkjip2023.html#tbl-…" */
  const cite = (id, ...what) => [report, ...what, `tersedia pada ${linkTo(id)}`].filter(Boolean).join(", ");

  /** A text in one line, without what only the eye sees. */
  const lineOf = (element) => element.textContent.replace(/[\u200b\u00ad]/g, "").replace(/\s+/g, " ").trim();

  return {
    all, amount, block, button, chainOf, cite, copying, lineOf, linkTo, lookUp, make, measured, nodeOf, placeOf, report, spoken,
    titleOf,
  };
})();
