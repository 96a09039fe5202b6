// SPDX-License-Identifier: MIT
// What tests/support/browser.py asks of a page that is open. Each answers with a list of findings,
// sentences with the element's place, or with plain facts. Nothing here changes the page.
({
  place(element) {
    const id = element.closest("[id]");
    const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.tagName.toLowerCase()}> in #${id ? id.id : "?"} "${text}"`;
  },

  seen(element) {
    for (let each = element; each; each = each.parentElement) {
      if (getComputedStyle(each).clipPath === "inset(50%)") return false; // for screen readers only
    }
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    return style.visibility !== "hidden" && box.width > 0 && box.height > 0;
  },

  // What a screen reader needs: language, title, one h1, headings in order, landmarks, heads of
  // tables with their scope, a name for every drawing, each id once and every inner link's target.
  structure(language) {
    const found = [], all = (selector) => [...document.querySelectorAll(selector)];
    if (document.documentElement.lang !== language) found.push(`lang is "${document.documentElement.lang}"`);
    if (!document.title.trim()) found.push("no title");
    if (all("h1").length !== 1) found.push(`${all("h1").length} h1`);
    if (all("main").length !== 1) found.push(`${all("main").length} main`);
    let level = 0;
    for (const head of all("h1, h2, h3, h4, h5, h6")) {
      const next = Number(head.tagName[1]);
      if (next > level + 1) found.push(`${this.place(head)} follows h${level}`);
      if (!head.textContent.trim()) found.push(`${this.place(head)} is empty`);
      level = next;
    }
    for (const table of all("table")) {
      if (!table.querySelector("th")) found.push(`${this.place(table)} has no head`);
      const named = table.caption || table.getAttribute("aria-label") || table.getAttribute("aria-labelledby");
      if (!named) found.push(`${this.place(table)} has no name`);
    }
    for (const head of all("th")) {
      if (!["col", "row", "colgroup", "rowgroup"].includes(head.scope)) found.push(`${this.place(head)} has no scope`);
    }
    for (const drawing of all("svg")) {
      if (drawing.closest("[aria-hidden=true]")) continue;
      const named = drawing.getAttribute("aria-label") || drawing.querySelector(":scope > title");
      if (drawing.getAttribute("role") !== "img" || !named) found.push(`${this.place(drawing)} is not named`);
    }
    for (const picture of all("img:not([alt])")) found.push(`${this.place(picture)} has no alt`);
    const ids = all("[id]").map((each) => each.id);
    for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) found.push(`id ${id} is there twice`);
    for (const link of all("[href^='#'], [aria-labelledby]")) {
      for (const id of (link.getAttribute("aria-labelledby") || link.getAttribute("href").slice(1)).split(" ")) {
        if (!ids.includes(id)) found.push(`${this.place(link)} points at #${id}, which is not there`);
      }
    }
    return found;
  },

  // What reaches over the right edge of a page `width` CSS pixels wide, and what of it is cut off.
  width(width) {
    const found = [], over = document.documentElement.scrollWidth;
    if (over > width) found.push(`the page is ${over} px wide, ${over - width} too many`);
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest("svg") && element.tagName !== "svg" || !this.seen(element)) continue;
      const scroller = element.closest(".scroll");
      if (scroller && scroller !== element && getComputedStyle(scroller).overflowX === "auto") continue;
      const right = element.getBoundingClientRect().right + scrollX;
      if (right > width + 1) found.push(`${this.place(element)} ends at ${Math.round(right)} px`);
      const hides = ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
      if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`${this.place(element)} is cut`);
    }
    return found.slice(0, 5);
  },

  // Drawings taller than `height`: paper would cut them in two.
  height(height) {
    return [...document.querySelectorAll("svg[role=img]")]
      .filter((each) => each.getBoundingClientRect().height > height)
      .map((each) => `${this.place(each)} is ${Math.round(each.getBoundingClientRect().height)} px high`);
  },

  // Texts of drawings that lie on one another or outside their drawing.
  crowded() {
    const found = [];
    for (const drawing of document.querySelectorAll("svg[role=img]")) {
      const edge = drawing.getBoundingClientRect();
      const texts = [...drawing.querySelectorAll("text")].filter((each) => each.textContent.trim());
      const boxes = texts.map((each) => each.getBoundingClientRect());
      boxes.forEach((a, index) => {
        if (a.left < edge.left - 1 || a.right > edge.right + 1 || a.bottom > edge.bottom + 1 || a.top < edge.top - 1) {
          found.push(`"${texts[index].textContent}" leaves its drawing`);
        }
        for (let other = index + 1; other < boxes.length; other++) {
          const b = boxes[other];
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 2 && down > 4) found.push(`"${texts[index].textContent}" lies on "${texts[other].textContent}"`);
        }
      });
    }
    return found.slice(0, 5);
  },

  // Places that can have the keyboard's focus, in the page's order, and scrollers that cannot.
  stops() {
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
    return [...document.querySelectorAll(wanted)].filter((each) => this.seen(each)).map((each) => this.place(each));
  },
  unreachable() {
    return [...document.querySelectorAll("body *")]
      .filter((each) => getComputedStyle(each).overflowX === "auto" && each.scrollWidth > each.clientWidth + 1)
      .filter((each) => each.tabIndex !== 0 || each.getAttribute("role") !== "region" || !each.getAttribute("aria-label"))
      .map((each) => `${this.place(each)} scrolls, and no keyboard gets there by a name`);
  },
  focus() {
    const element = document.activeElement;
    if (element === document.body) return null;
    const style = getComputedStyle(element);
    return { place: this.place(element), shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 };
  },

  // Texts whose colour stands out too little from what is behind them (WCAG 2.1, 1.4.3).
  contrast() {
    const rgba = (text) => {
      const numbers = (text.match(/[\d.]+/g) || []).map(Number);
      return numbers.length < 3 ? null : { rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1 };
    };
    const over = (top, below) => top.rgb.map((each, index) => each * top.alpha + below[index] * (1 - top.alpha));
    const light = (rgb) => {
      const [r, g, b] = rgb.map((each) => (each /= 255) <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      const layers = [];
      for (let each = element; each; each = each.parentElement) {
        const layer = rgba(getComputedStyle(each).backgroundColor);
        if (layer && layer.alpha > 0) layers.unshift(layer);
      }
      return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
    };
    const behindInDrawing = (text, drawing) => {
      const box = text.getBoundingClientRect(), x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      let below = behind(drawing);
      for (const shape of drawing.querySelectorAll("rect, circle, path, polygon")) {
        if (shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING) break;
        const area = shape.getBoundingClientRect(), fill = rgba(getComputedStyle(shape).fill);
        if (!fill || !getComputedStyle(shape).fill.startsWith("rgb")) continue;
        if (area.left <= x && x <= area.right && area.top <= y && y <= area.bottom) below = over(fill, below);
      }
      return below;
    };
    const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement, style = getComputedStyle(element);
      if (!walker.currentNode.textContent.trim() || element.closest("style, title, defs, .defs") || !this.seen(element)) continue;
      const drawing = element.closest("svg");
      const paint = rgba(drawing ? style.fill : style.color);
      if (!paint) continue;
      const below = drawing ? behindInDrawing(element, drawing) : behind(element);
      const pair = [light(over(paint, below)), light(below)].sort((a, b) => b - a);
      const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
      const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
      if (ratio < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5)) found.add(`${this.place(element)} has ${ratio.toFixed(2)} : 1`);
    }
    return [...found].slice(0, 5);
  },

  // Marks of drawings that no legend of their section explains, and cells that say all by a mark.
  unexplained() {
    const found = new Set();
    for (const drawing of document.querySelectorAll("svg.timeline")) {
      const section = drawing.closest("section");
      const known = [...section.querySelectorAll(".legend use")].map((each) => each.getAttribute("href"));
      for (const mark of drawing.querySelectorAll("use")) {
        if (!known.includes(mark.getAttribute("href"))) found.add(`${mark.getAttribute("href")} in #${section.id} is in no legend`);
      }
    }
    for (const icon of document.querySelectorAll("main svg.icon, footer svg.icon")) {
      if (!icon.closest("section, footer, td, li").textContent.trim()) found.add(`${this.place(icon.parentElement)} is a mark without a word`);
    }
    return [...found];
  },

  // The greys of some boxes of a picture (PNG, base64).
  async grey(png, boxes) {
    const bytes = Uint8Array.from(atob(png), (each) => each.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const paint = canvas.getContext("2d", { willReadFrequently: true });
    paint.drawImage(bitmap, 0, 0);
    return boxes.map(([x, y, width, height]) => {
      const data = paint.getImageData(x, y, width, height).data, grey = [];
      for (let at = 0; at < data.length; at += 4) {
        grey.push(Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]));
      }
      return grey;
    });
  },
})
