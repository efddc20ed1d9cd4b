import "./style.css";
import { openSession, type Session, StudioError } from "./api";
import { h } from "./dom";
import { language, setLanguage, texts } from "./i18n";
import { stop } from "./player";
import { setTheme, theme } from "./theme";
import { drawAgain, type View } from "./view";
import { data } from "./views/data";
import { evaluate } from "./views/evaluate";
import { record } from "./views/record";
import { soundLab } from "./views/sound";
import { start } from "./views/start";
import { train } from "./views/train";
import { tryIt } from "./views/try";

const text = texts(
  { skip: "Skip to the content", dark: "Dark", light: "Light", other: "한국어", views: "Views", shared: "Others can reach this page. Browsers give the microphone only to pages on this very machine (localhost) or over HTTPS." },
  { skip: "본문으로 건너뛰기", dark: "어둡게", light: "밝게", other: "English", views: "화면", shared: "다른 기기에서도 이 페이지에 접속할 수 있습니다. 브라우저는 이 컴퓨터(localhost)나 HTTPS로 연 페이지에만 마이크를 허용합니다." },
);

const views: readonly View[] = [start, soundLab, data, record, train, evaluate, tryIt];
const app = document.getElementById("app")!;
let session: Session | null = null;
let leave: (() => void) | null = null;

/** `moved` to another view, or drawn anew. */
function show(moved: boolean): void {
  const scroll = moved ? 0 : scrollY;
  const setting = document.activeElement?.closest(".settings") ? [...app.querySelectorAll(".settings button")].indexOf(document.activeElement) : -1;
  stop();
  leave?.();
  const [name, ...path] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  const view = views.find((candidate) => candidate.name === name) ?? start;
  const content = h("main", { id: "content", tabIndex: -1 });
  app.replaceChildren(
    h("a", { class: "skip", href: "#content", onclick: (event) => { event.preventDefault(); content.focus(); } }, text().skip),
    header(view),
    session?.shared ? h("p", { class: "banner" }, text().shared) : "",
    content,
  );
  document.title = view === start ? "Hark Studio" : `${view.title()} · Hark Studio`;
  leave = view.mount(content, path) ?? null;
  app.querySelector(".top nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  // A reader of the keyboard goes on where the new view begins, or at the button that drew the same one anew.
  if (setting >= 0) app.querySelectorAll<HTMLElement>(".settings button")[setting]?.focus();
  else if (moved) content.focus({ preventScroll: true });
  scrollTo(0, scroll);
}

function header(current: View): HTMLElement {
  const other = language() === "en" ? "ko" : "en";
  const opposite = theme() === "dark" ? "light" : "dark";
  return h("header", { class: "top" },
    h("a", { class: "brand", href: "#/start" }, h("span", { class: "brand-mark", aria: { hidden: "true" } }), "Hark Studio"),
    h("nav", { aria: { label: text().views } }, views.map((view) => h("a", { href: `#/${view.name}`, aria: view === current ? { current: "page" } : {} }, view.title()))),
    h("div", { class: "settings" },
      h("button", { type: "button", class: "quiet", lang: other, onclick: () => { setLanguage(other); drawAgain(); } }, text().other),
      h("button", { type: "button", class: "quiet", onclick: () => { setTheme(opposite); drawAgain(); } }, text()[opposite])));
}

addEventListener("hashchange", (event) => show(event instanceof HashChangeEvent));
try {
  session = await openSession();
  show(false);
} catch (error) {
  app.replaceChildren(h("main", {}, h("p", { class: "problem", role: "alert" }, error instanceof StudioError ? error.message : String(error))));
}
