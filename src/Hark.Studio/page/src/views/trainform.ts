// What to train: data, words, network, recipe; the rest is the command's own choice until it is asked for.

import { get } from "../api";
import { type DataIndex, dataIndex, type DataPlace, dataPlaces } from "../datasets";
import { card, h } from "../dom";
import { texts } from "../i18n";
import { type Model, models, modelsToBeginWith, type Run, shippedModel, startTraining, type TrainRequest } from "../runs";

const text = texts(
  {
    title: "A new training", hint: "A training runs as a program of its own: close this page or Studio and it goes on.",
    data: "Data", bundled: "bundled voices (synthetic)", recorded: "my recordings", model: "Network", from: "Begin with", nothing: "nothing: random weights", shipped: "what the model that comes with Hark knows", known: (run: string) => `what ${run} knows`, beginsHint: (network: string) => `The network is its own, ${network}. Other words than its own make its last layer begin anew; what it knows of speech stays, which helps most where there are few takes.`, recipe: "Recipe", usual: "the usual", words: "Words to tell apart",
    wordsHint: "Words that are not chosen become “unknown”; silence is added by itself.", wordsOwn: "The ten words of the field, “unknown” and “silence”, as the command chooses them.", all: "all", none: "none", choose: "Choose other words",
    more: "More settings", epochs: "Epochs", batch: "Clips a step", rate: "Learning rate", shift: "Shift in time (ms)", patience: "Stop after epochs without gain", apart: "Other words told apart from (recordings)", apartHint: "Other words with at least so many recordings are told apart in training, and called “unknown” all the same: fewer of them are taken for your words.", teacher: "Taught by", nobody: "nobody: the labels alone", theShipped: "the model that comes with Hark", teacherHint: "A larger network’s opinion of each clip is learned beside its label; a small network so comes nearer to it. It must have been trained on the same words and features.", seed: "Seed", threads: "Threads",
    start: "Start training", own: "recipe's own", needWords: "Choose at least one word.",
  },
  {
    title: "새 학습", hint: "학습은 별도의 프로그램으로 실행됩니다. 이 페이지나 Studio를 닫아도 계속됩니다.",
    data: "데이터", bundled: "기본 제공 음성 (합성)", recorded: "내가 녹음한 소리", model: "신경망", from: "시작점", nothing: "처음부터: 무작위 가중치", shipped: "Hark에 들어 있는 모델이 아는 것", known: (run: string) => `${run} 모델이 아는 것`, beginsHint: (network: string) => `신경망은 그 모델의 것(${network})을 씁니다. 단어가 다르면 마지막 층만 새로 배우고, 말소리에 대해 아는 것은 그대로 이어받습니다. 녹음이 적을수록 도움이 됩니다.`, recipe: "학습 방법", usual: "기본값", words: "구분할 단어",
    wordsHint: "고르지 않은 단어는 ‘unknown’이 되고, 침묵(silence)은 저절로 추가됩니다.", wordsOwn: "표준 단어 열 개와 ‘unknown’, ‘silence’: 명령의 기본값입니다.", all: "모두", none: "비우기", choose: "다른 단어 고르기",
    more: "자세한 설정", epochs: "에포크", batch: "한 번에 배우는 소리 수", rate: "학습률", shift: "시간 이동 (ms)", patience: "나아지지 않으면 멈출 에포크 수", apart: "다른 단어를 따로 배우는 기준 (녹음 수)", apartHint: "녹음이 이만큼 이상인 다른 단어는 학습할 때 서로 구분하고, 쓸 때는 그대로 ‘unknown’이라고 부릅니다. 다른 단어를 내 단어로 잘못 듣는 일이 줄어듭니다.", teacher: "가르칠 모델", nobody: "없음: 정답만으로 배움", theShipped: "Hark에 들어 있는 모델", teacherHint: "정답과 함께, 더 큰 신경망이 소리마다 내놓는 판단도 배웁니다. 작은 신경망이 큰 신경망에 가까워집니다. 같은 단어와 같은 특징으로 학습한 모델이어야 합니다.", seed: "시드", threads: "스레드 수",
    start: "학습 시작", own: "학습 방법을 따름", needWords: "단어를 하나 이상 고르세요.",
  },
);

interface Recipe {
  name: string;
  summary: string;
  numbers: { model: string; usual: boolean; epochs: number; batch: number; learningRate: number }[];
}

type NumberField = "epochs" | "batch" | "learningRate" | "shiftMs" | "patience" | "apart" | "seed" | "threads";

/** What the form asks for outlives the view, so that a second training begins where the first did. */
const chosen: { data: string | null; model: string | null; from: string; recipe: string | null; words: Map<string, Set<string>> } = { data: null, model: null, from: "", recipe: null, words: new Map() };

export function trainForm(data: string | null, onStarted: (run: Run) => void, onProblem: (error: Error | null) => void): HTMLElement {
  const t = text();
  if (data) chosen.data = data;
  const place = h("div", { class: "train-form" });
  const shell = card(t.title, t.hint, place);

  async function fill(): Promise<void> {
    const [places, networks, known, recipes] = await Promise.all([dataPlaces(), models(), modelsToBeginWith(), get<Recipe[]>("/recipes")]);
    if (!known.some((model) => model.name === chosen.from)) chosen.from = "";
    place.replaceChildren(...fields(places, networks, known, recipes));
  }

  function fields(places: DataPlace[], networks: Model[], known: { name: string; network: string }[], recipes: Recipe[]): HTMLElement[] {
    const usual = networks.find((model) => model.usual)!.name;
    const words = h("div", { class: "train-words" });
    const about = h("p", { class: "hint" });
    const begins = h("p", { class: "hint", hidden: true });
    const numbers = new Map<NumberField, HTMLInputElement>();
    const options = <T,>(list: readonly T[], value: (item: T) => string, name: (item: T) => string, selected: string | null): HTMLOptionElement[] =>
      list.map((item) => h("option", { value: value(item), selected: value(item) === selected }, name(item)));
    const dataSelect = h("select", { onchange: () => { chosen.data = dataSelect.value; void showWords(); } },
      options(places, (p) => p.id, (p) => (p.origin === "bundled" ? t.bundled : p.origin === "recorded" ? t.recorded : p.name), chosen.data ?? places[0]!.id));
    const modelSelect = h("select", { onchange: () => { chosen.model = modelSelect.value; describe(); } }, options(networks, (m) => m.name, (m) => m.name, chosen.model ?? usual));
    const fromSelect = h("select", { onchange: () => { chosen.from = fromSelect.value; describe(); } },
      h("option", { value: "" }, t.nothing), options(known, (m) => m.name, (m) => (m.name === shippedModel ? t.shipped : t.known(m.name)), chosen.from));
    const teacherSelect = h("select", { title: t.teacherHint }, h("option", { value: "" }, t.nobody), options(known, (m) => m.name, (m) => (m.name === shippedModel ? t.theShipped : m.name), null));
    const recipeSelect = h("select", { onchange: () => { chosen.recipe = recipeSelect.value || null; describe(); } },
      h("option", { value: "" }, t.usual), options(recipes, (r) => r.name, (r) => r.name, chosen.recipe));

    function describe(): void {
      const begun = known.find((model) => model.name === fromSelect.value);
      modelSelect.disabled = begun !== undefined;
      // The usual way is one for random weights: it would forget what is known.
      if (begun && recipeSelect.value === "") recipeSelect.value = chosen.recipe = "quick";
      modelSelect.value = begun?.network ?? chosen.model ?? usual;
      begins.textContent = begun ? t.beginsHint(begun.network) : "";
      begins.hidden = !begun;
      const network = networks.find((model) => model.name === modelSelect.value)!;
      const plain = dataSelect.value === places[0]!.id && recipeSelect.value === "";
      const recipe = recipes.find((r) => (recipeSelect.value ? r.name === recipeSelect.value : r.numbers.some((n) => n.model === network.name && n.usual)));
      const own = recipe?.numbers.find((n) => n.model === network.name);
      about.textContent = `${network.name}: ${network.summary}. ${recipe && !plain ? `${recipe.name}: ${recipe.summary}.` : ""}`;
      for (const [field, value] of [["epochs", own?.epochs], ["batch", own?.batch], ["learningRate", own?.learningRate]] as const) {
        const input = numbers.get(field);
        if (input) input.placeholder = value === undefined || (plain && field === "epochs") ? t.own : String(Number(value.toPrecision(6)));
      }
    }

    async function showWords(): Promise<void> {
      describe();
      const set = places.find((p) => p.id === dataSelect.value)!;
      words.replaceChildren();
      onProblem(null);
      try {
        const index = await dataIndex(set.id);
        if (dataSelect.value === set.id) words.replaceChildren(...wordsOf(set, index));
      } catch (error) {
        onProblem(error as Error);
      }
    }

    const number = (field: NumberField, label: string, attributes: { min?: string; step?: string; title?: string }): HTMLElement => {
      const input = h("input", { type: "number", placeholder: t.own, ...attributes });
      numbers.set(field, input);
      return h("label", { class: "field" }, h("span", {}, label), input);
    };
    const form = h("form", { class: "train-form", onsubmit: (event: SubmitEvent) => { event.preventDefault(); void begin(); } },
      h("div", { class: "field-row" },
        h("label", { class: "field" }, h("span", {}, t.data), dataSelect),
        known.length > 0 ? h("label", { class: "field" }, h("span", {}, t.from), fromSelect) : null,
        h("label", { class: "field" }, h("span", {}, t.model), modelSelect),
        h("label", { class: "field" }, h("span", {}, t.recipe), recipeSelect)),
      begins, about, words,
      h("details", {}, h("summary", {}, t.more), h("div", { class: "field-row" },
        number("epochs", t.epochs, { min: "1" }), number("batch", t.batch, { min: "1" }), number("learningRate", t.rate, { min: "0", step: "any" }),
        number("shiftMs", t.shift, { min: "0" }), number("patience", t.patience, { min: "1" }), number("apart", t.apart, { min: "1", title: t.apartHint }),
        known.length > 0 ? h("label", { class: "field" }, h("span", {}, t.teacher), teacherSelect) : null, number("seed", t.seed, {}), number("threads", t.threads, { min: "1" }))),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, t.start)));

    async function begin(): Promise<void> {
      const request: TrainRequest = { data: dataSelect.value, ...(fromSelect.value ? { from: fromSelect.value } : { model: modelSelect.value }) };
      const picked = chosen.words.get(dataSelect.value);
      if (picked) {
        if (picked.size === 0) return onProblem(new Error(t.needWords));
        request.labels = [...picked];
      }
      if (recipeSelect.value) request.recipe = recipeSelect.value;
      if (teacherSelect.value) request.teacher = teacherSelect.value;
      for (const [field, input] of numbers) if (input.value !== "") request[field] = Number(input.value);
      try {
        onProblem(null);
        onStarted(await startTraining(request));
      } catch (error) {
        onProblem(error as Error);
      }
    }

    void showWords();
    return [form];
  }

  /** Only a folder of words is taken apart; an archive and a plain folder are trained as they are labelled. */
  function wordsOf(set: DataPlace, index: DataIndex): HTMLElement[] {
    if (index.kind !== "speechCommands") return [];
    const own = index.labels.filter((label) => label !== "silence" && label !== "unknown");
    if (set.origin === "recorded" && !chosen.words.has(set.id)) chosen.words.set(set.id, new Set(own));
    const picked = chosen.words.get(set.id);
    const place = h("fieldset", { class: "words" }, h("legend", {}, t.words));
    const redraw = (): void => {
      const drawn = wordsOf(set, index);
      place.replaceWith(...drawn);
      drawn[0]?.querySelector("button")?.focus();
    };
    const choose = (words: Iterable<string> | null): void => {
      if (words) chosen.words.set(set.id, new Set(words));
      else chosen.words.delete(set.id);
      redraw();
    };
    if (!picked) {
      place.append(h("div", { class: "actions" }, h("p", { class: "hint" }, t.wordsOwn), h("button", { type: "button", class: "small", onclick: () => choose(own) }, t.choose)));
      return [place];
    }
    place.append(
      h("div", { class: "chips" },
        own.map((word) => {
          const chip = h("button", { type: "button", class: "chip", aria: { pressed: String(picked.has(word)) }, onclick: () => {
            if (!picked.delete(word)) picked.add(word);
            chip.setAttribute("aria-pressed", String(picked.has(word)));
          } }, word);
          return chip;
        })),
      h("div", { class: "actions" },
        h("button", { type: "button", class: "small", onclick: () => choose(own) }, t.all),
        h("button", { type: "button", class: "small", onclick: () => choose([]) }, t.none),
        set.origin === "recorded" ? null : h("button", { type: "button", class: "small", onclick: () => choose(null) }, t.usual),
        h("p", { class: "hint" }, t.wordsHint)));
    return [place];
  }

  fill().catch(onProblem);
  return shell;
}
