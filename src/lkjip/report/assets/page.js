"use strict";

// Makes the report's numbers and chart marks traceable, and lets the list of contents follow the reader. Without this file
// the page is complete and readable. Whatever comes from data goes in as text, never as markup.
(() => {
  const TEXT = {
    trace: { number: "telusuri asal angka", word: "telusuri asal kata", missing: "telusuri sebabnya" },
    noValue: "tidak ada nilai",
    howTitle: "Cara membaca.",
    how:
      " Setiap angka hasil hitung dapat ditelusuri sampai ke rumus, aturan, dan sel datanya: klik angkanya, atau pindah dengan" +
      " Tab lalu tekan Enter. Pada grafik, arahkan penunjuk ke batang, titik, atau kotaknya. Esc menutup.",
    contents: "Daftar isi",
    heading: "Asal angka",
    close: "Tutup",
    back: "Kembali",
    crumbs: "Jalur telusur",
    unknown: "Asal nilai ini tidak tercatat dalam berkas laporan",
    status: { not_measured: "Tidak terukur", undefined: "Tidak terdefinisi" },
    steps: "Perhitungan",
    facts: "Aturan dan sumber",
    formula: "Rumus",
    rule: "Aturan",
    cell: "Sel data",
    line: "baris",
    rounding: "Pembulatan",
    round: (digits) => `dibulatkan ${digits ? `${digits} desimal` : "ke bilangan bulat"}, setengah menjauhi nol`,
    citation: "Dasar",
    certainty: {
      regulation: "naskah atau sumber resmi ditemukan",
      arithmetic: "terbukti dari tabel yang diterbitkan",
      unverified: "belum diperiksa",
      report: "hanya disebut laporan sumber",
    },
    note: "Keterangan",
    parts: (count) => `Dihitung dari ${count} bagian`,
    columns: ["Bagian", "Nilai", "Sumber"],
    copy: "Salin rujukan",
    copied: "Rujukan disalin.",
    copyByHand: "Rujukan terpilih; tekan Ctrl+C.",
  };
  const NUMBER = "main .angka:is([data-figure], [data-rule])";
  const MARK = "main .grafik svg a";
  const root = document.documentElement;

  /** An element with properties (or attributes) and children, which are elements or texts; the empty are left out. */
  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.flat(2).filter(Boolean));
    return element;
  }

  function button(text, onclick, properties = {}) {
    return make("button", { type: "button", onclick, ...properties }, text);
  }

  // --- Traces: one block of JSON, read when a number is opened for the first time -------------------------------------

  const block = document.getElementById("jejak");
  let traces = null;

  function lookUp(kind, id) {
    traces ??= JSON.parse(block.textContent);
    return Object.hasOwn(traces[kind], id) ? traces[kind][id] : null;
  }

  const nodeOf = (id) => lookUp("nodes", id);

  const titleOf = (id) => nodeOf(id)?.title ?? id;

  /** A value with the sign of its unit, as it is printed: `120,31%`, `-Rp500`. */
  function amount(node) {
    if (node.status) return node.value;
    if (node.unit === "%") return `${node.value}%`;
    return node.unit === "Rp" ? node.value.replace(/^-?/, "$&Rp") : node.value;
  }

  /** `data/2023/skm.csv:2` is "data/2023/skm.csv, baris 2", or "skm.csv, baris 2" without the folder. */
  function placeOf(node, withFolder) {
    if (!node?.at) return "";
    const [, file, line] = /^(.*?)(?::(\d+))?$/s.exec(node.at);
    return (withFolder ? file : file.split("/").pop()) + (line ? `, ${TEXT.line} ${line}` : "");
  }

  // --- The panel: `path` holds the ids opened one from another, of which the last is shown ----------------------------

  const panel = make("dialog", { className: "telusur", "aria-labelledby": "telusur-judul" });
  let path = [];
  let opener = null;
  let address = "";

  function open(id, from) {
    path = [id];
    opener = from;
    address = location.href;
    hideTip();
    render();
    panel.showModal();
    focusOn("h2");
  }

  function openPart(id) {
    path.push(id);
    render();
    focusOn("h2");
  }

  function backTo(length) {
    const left = path[length];
    path = path.slice(0, length);
    render();
    focusOn(`[data-part="${CSS.escape(left)}"]`);
  }

  function focusOn(selector) {
    panel.scrollTop = 0;
    (panel.querySelector(selector) ?? panel.querySelector("h2")).focus();
  }

  function render() {
    const id = path[path.length - 1];
    const node = nodeOf(id) ?? { title: TEXT.unknown, value: "" };
    const content = [crumbs(), summary(node), steps(node), facts(node), parts(node), reference(id, node)];
    panel.replaceChildren(bar(), make("div", { className: "telusur-isi" }, content));
    history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  }

  function bar() {
    const back = path.length > 1 && button(`← ${TEXT.back}`, () => backTo(path.length - 1));
    const close = button(`${TEXT.close} ✕`, () => panel.close());
    return make("div", { className: "telusur-atas" }, back, make("p", {}, TEXT.heading), close);
  }

  function crumbs() {
    if (path.length < 2) return "";
    const items = path.map((id, position) => {
      const isLast = position === path.length - 1;
      const back = () => backTo(position + 1);
      return make("li", {}, isLast ? make("span", { "aria-current": "true" }, titleOf(id)) : button(titleOf(id), back));
    });
    return make("nav", { className: "telusur-jalur", "aria-label": TEXT.crumbs }, make("ol", {}, items));
  }

  function summary(node) {
    const heading = make("h2", { id: "telusur-judul", tabIndex: -1 }, node.title);
    if (node.status) {
      const reason = make("strong", {}, `${TEXT.status[node.status]}. `);
      return [heading, make("p", { className: "telusur-kosong" }, reason, node.value)];
    }
    const text = amount(node);
    const unit = text === node.value && node.unit && make("span", {}, ` ${node.unit}`);
    return [heading, make("p", { className: `telusur-nilai${text.length > 24 ? " panjang" : ""}` }, text, unit)];
  }

  function steps(node) {
    if (!node.steps?.some((text) => text !== node.value)) return "";
    const sign = (text) => (/^[(\d−-]/.test(text) ? "= " : "→ ");
    const lines = node.steps.map((text, position) => make("li", {}, (position ? sign(text) : "") + text));
    return [make("h3", {}, TEXT.steps), make("ol", { className: "langkah" }, lines)];
  }

  function facts(node) {
    const cited = node.cite && lookUp("citations", node.cite);
    const rows = [
      [TEXT.formula, node.formula && make("code", {}, node.formula)],
      [TEXT.rounding, node.round !== undefined && TEXT.round(node.round)],
      [node.at?.startsWith("data/") ? TEXT.cell : TEXT.rule, placeOf(node, true)],
      [TEXT.citation, cited && [cited.title, make("small", {}, TEXT.certainty[cited.certainty])]],
      [TEXT.note, node.note],
    ].filter(([, content]) => content);
    if (!rows.length) return "";
    const list = rows.map(([name, content]) => [make("dt", {}, name), make("dd", {}, content)]);
    return [make("h3", {}, TEXT.facts), make("dl", {}, list)];
  }

  /** What a value was computed from; the values of one figure or table stand together under what their titles share. */
  function parts(node) {
    if (!node.parts?.length) return "";
    const families = new Map();
    for (const id of node.parts) {
      const family = id.split("[")[0];
      families.set(family, [...(families.get(family) ?? []), id]);
    }
    const bodies = [...families.values()].map((ids) => {
      const shared = ids.length > 1 ? sharedTitle(ids.map(titleOf)) : "";
      const head = shared && make("tr", {}, make("th", { colSpan: 3, scope: "rowgroup" }, shared));
      return make(
        "tbody",
        {},
        head,
        ids.map((id) => part(id, titleOf(id).slice(shared && shared.length + 2))),
      );
    });
    const heads = TEXT.columns.map((name) => make("th", { scope: "col" }, name));
    const table = make("table", {}, make("thead", {}, make("tr", {}, heads)), bodies);
    return [make("h3", {}, TEXT.parts(node.parts.length)), table];
  }

  /** "Nilai, Januari" and "Nilai, Juni" share "Nilai". */
  function sharedTitle(titles) {
    let shared = titles[0];
    for (const title of titles) while (!title.startsWith(shared)) shared = shared.slice(0, -1);
    return shared.slice(0, Math.max(0, shared.lastIndexOf(", ")));
  }

  function part(id, name) {
    const node = nodeOf(id);
    const value = node?.value ?? "";
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, node ? button(name, () => openPart(id), { "data-part": id }) : name),
      make("td", { className: value.length > 16 ? "panjang" : "" }, value),
      make("td", {}, placeOf(node, false)),
    );
  }

  function reference(id, node) {
    const text = make("p", {}, [node.title, amount(node), id, placeOf(node, true)].filter(Boolean).join(" · "));
    const said = make("span", { role: "status" });
    async function copy() {
      try {
        await navigator.clipboard.writeText(text.textContent);
        said.textContent = TEXT.copied;
      } catch {
        getSelection().selectAllChildren(text);
        said.textContent = TEXT.copyByHand;
      }
    }
    return make("div", { className: "telusur-rujukan" }, text, make("div", {}, button(TEXT.copy, copy), said));
  }

  function watchPanel() {
    document.body.append(panel);
    panel.addEventListener("close", () => {
      history.replaceState(null, "", address);
      opener?.focus();
    });
    // A click beside the panel closes it; where it meets another number, that one opens.
    panel.addEventListener("click", (event) => {
      if (event.target !== panel) return;
      panel.close();
      const number = document.elementFromPoint(event.clientX, event.clientY)?.closest(`${NUMBER}[role]`);
      if (number) open(idOf(number), number);
    });
  }

  // --- Numbers ---------------------------------------------------------------------------------------------------------

  const idOf = (number) => number.dataset.figure ?? number.dataset.rule;

  function markNumbers() {
    for (const number of document.querySelectorAll(NUMBER)) {
      if (number.closest("a")) continue;
      const kind = ["kosong", "kata"].find((name) => number.classList.contains(name));
      const action = { kosong: TEXT.trace.missing, kata: TEXT.trace.word }[kind] ?? TEXT.trace.number;
      number.setAttribute("role", "button");
      number.setAttribute("tabindex", "0");
      number.setAttribute("aria-haspopup", "dialog");
      number.setAttribute("aria-label", `${number.textContent === "–" ? TEXT.noValue : number.textContent}: ${action}`);
    }
  }

  function watchNumbers() {
    document.addEventListener("click", (event) => {
      const number = event.target.closest(`${NUMBER}[role]`);
      const mark = event.target.closest(MARK);
      if (mark) event.preventDefault();
      if (mark) open(fragment(mark.getAttribute("href")), reachable(mark));
      else if (number && getSelection().isCollapsed) open(idOf(number), number);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hideTip();
      if (event.key !== "Enter" && event.key !== " ") return;
      const number = event.target.closest(`${NUMBER}[role]`);
      if (!number) return;
      event.preventDefault();
      open(idOf(number), number);
    });
  }

  /** `laporan.html#ikm.realisasi` opens the trace of that figure at its first place in the text. */
  function followAddress() {
    const id = fragment(location.hash);
    if (!id || panel.open || document.getElementById(id) || !nodeOf(id)) return;
    const number = [...document.querySelectorAll(`${NUMBER}[role]`)].find((element) => idOf(element) === id);
    number?.scrollIntoView({ block: "start" });
    open(id, number);
    address = location.href.split("#")[0];
  }

  function fragment(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return hash.slice(1);
    }
  }

  // --- Marks of charts: links whose text is shown beside them on hover and focus --------------------------------------

  const tip = make("div", { className: "keterangan", hidden: true, "aria-hidden": "true" });
  let marked = null;

  /** The label of a mark links as well, but is hidden from the keyboard: the mark itself, which is not. */
  function reachable(mark) {
    const same = document.querySelectorAll(`${MARK}[href="${CSS.escape(mark.getAttribute("href"))}"]:not([tabindex])`);
    return [...same].find((other) => other.ownerSVGElement === mark.ownerSVGElement) ?? mark;
  }

  function showTip(mark) {
    marked = mark;
    tip.textContent = mark.getAttribute("aria-label");
    tip.hidden = false;
    placeTip();
  }

  /** Above the mark, or below where there is no room; always inside the window. */
  function placeTip() {
    if (!marked) return;
    const box = marked.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const left = box.left + box.width / 2 - width / 2;
    const top = box.top - height - 6;
    tip.style.left = `${Math.max(8, Math.min(left, root.clientWidth - width - 8))}px`;
    tip.style.top = `${top > 8 ? top : box.bottom + 6}px`;
  }

  function hideTip() {
    marked = null;
    tip.hidden = true;
  }

  function watchMarks() {
    document.body.append(tip);
    let leaving = 0;
    document.addEventListener("pointerover", (event) => {
      const mark = event.target.closest(MARK);
      clearTimeout(leaving);
      if (mark) showTip(mark);
      else if (!tip.contains(event.target) && !marked?.matches(":focus-visible")) leaving = setTimeout(hideTip, 150);
    });
    document.addEventListener("focusin", (event) => {
      const mark = event.target.closest(MARK);
      if (mark?.matches(":focus-visible")) showTip(mark);
    });
    document.addEventListener("focusout", hideTip);
    document.addEventListener("scroll", placeTip, { capture: true, passive: true });
  }

  function explain() {
    const note = make("p", { className: "cara-membaca" }, make("strong", {}, TEXT.howTitle), TEXT.how);
    const cover = document.querySelector("main .sampul");
    if (cover) cover.after(note);
    else document.querySelector("main").prepend(note);
  }

  // --- Contents: the current section is marked; on a small screen a button opens them ---------------------------------

  function followReader(contents) {
    const links = [...contents.querySelectorAll("a[href^='#']")];
    const sections = links.map((link) => document.getElementById(fragment(link.hash)));
    let current = null;
    let waiting = false;
    function update() {
      waiting = false;
      const passed = sections.filter((section) => section && section.getBoundingClientRect().top < innerHeight / 4);
      const link = links[sections.indexOf(passed[passed.length - 1])];
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "location");
      current = link;
      if (link) contents.scrollTop = link.offsetTop - contents.offsetTop - contents.clientHeight / 2;
    }
    function soon() {
      if (!waiting) requestAnimationFrame(update);
      waiting = true;
    }
    document.addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    update();
  }

  function foldContents(contents) {
    const side = contents.parentElement;
    const toggle = button(TEXT.contents, () => fold(!side.classList.contains("terbuka")), {
      className: "buka-isi",
      "aria-expanded": "false",
      "aria-controls": contents.id,
    });
    function fold(isOpen) {
      side.classList.toggle("terbuka", isOpen);
      toggle.setAttribute("aria-expanded", String(isOpen));
      contents.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    }
    side.querySelector(".bilah").append(toggle);
    contents.addEventListener("click", (event) => event.target.closest("a") && fold(false));
    side.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !side.classList.contains("terbuka")) return;
      fold(false);
      toggle.focus();
    });
  }

  // --- Start -----------------------------------------------------------------------------------------------------------

  root.classList.add("js");
  const contents = document.getElementById("daftar-isi");
  if (contents) {
    foldContents(contents);
    followReader(contents);
  }
  if (block) {
    markNumbers();
    watchPanel();
    watchNumbers();
    watchMarks();
    explain();
    addEventListener("hashchange", followAddress);
    followAddress();
  }
})();
