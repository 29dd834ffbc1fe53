"use strict";

// Makes the report's numbers and chart marks traceable, and lets the list of contents follow the reader. Without this file
// the page is complete and readable. Whatever comes from data goes in as text, never as markup.
(() => {
  const { block, button, make, nodeOf, titleOf } = base;
  const TEXT = {
    trace: { number: "telusuri asal angka", word: "telusuri asal kata", missing: "telusuri sebabnya" },
    noValue: "tidak ada nilai",
    howTitle: "Cara membaca.",
    how:
      " Setiap angka hasil hitung dapat ditelusuri sampai ke rumus, aturan, dan sel datanya: klik angkanya, atau pindah dengan" +
      " Tab lalu tekan Enter. Pada grafik, arahkan penunjuk ke batang, titik, atau kotaknya. Esc menutup.",
    howRules: // of a report on all offices, whose cells stand in their own reports
      " Setiap angka gabungan dapat ditelusuri sampai ke rumus dan baris aturannya: klik angkanya, atau pindah dengan Tab lalu" +
      " tekan Enter. Sel data setiap satuan kerja ada dalam laporannya sendiri. Esc menutup.",
    contents: "Daftar isi",
    heading: "Asal angka",
    close: "Tutup",
    back: "Kembali",
    crumbs: "Jalur telusur",
    unknown: "Asal nilai ini tidak tercatat dalam berkas laporan",
  };
  const NUMBER = "main .angka:is([data-figure], [data-rule])";
  const MARK = "main .grafik svg a";
  const root = document.documentElement;

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
    const unknown = () => make("h2", { id: "telusur-judul", tabIndex: -1 }, TEXT.unknown);
    const content = [crumbs(), nodeOf(id) ? panelText.content(id, openPart) : unknown()];
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
    const same = document.querySelectorAll(`${MARK}.butir[href="${CSS.escape(mark.getAttribute("href"))}"]`);
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
    const told = block.dataset.semua !== undefined ? TEXT.howRules : TEXT.how;
    const how = make("p", {}, make("strong", {}, TEXT.howTitle), told);
    const note = make("div", { className: "cara-membaca" }, how, pageTake.whole());
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
  pageTake.start();
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
  pageAids.start(contents);
})();
