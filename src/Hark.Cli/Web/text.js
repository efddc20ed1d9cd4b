// What the page says, in English and Korean.
const texts = {
  en: {
    other: '한국어', listen: 'Listen', stop: 'Stop', file: 'Open a sound file', probabilities: 'What it hears now', events: 'Words heard',
    nothing: 'Nothing yet.', loading: 'Loading the model …', ready: 'Press “Listen”, allow the microphone, and say a word.',
    listening: 'Listening. Say one of: {words}', reading: 'Reading {name} …', read: '{name}: {count} words in {seconds} s',
    denied: 'The browser may not use the microphone. Allow it in the address bar, then press “Listen” again.',
    noMicrophone: 'No microphone was found. Connect one, or open a sound file.',
    gone: 'The microphone has gone. Connect it and press “Listen” again.',
    insecure: 'Browsers give the microphone to secure pages only: open this page by https:// or from localhost.',
    noRuntime: 'The model could not be started: {reason}. All files of the export must stand beside this page.',
    noSound: '{name} holds no sound that this browser can read.',
    spectrogram: 'Spectrogram of the last seconds: time to the right, frequency upwards',
    privacy: 'Everything happens in this browser: no sound leaves this computer.', model: '{model}, {rate} Hz',
  },
  ko: {
    other: 'English', listen: '듣기', stop: '멈추기', file: '소리 파일 열기', probabilities: '지금 들리는 것', events: '알아들은 낱말',
    nothing: '아직 없습니다.', loading: '모델을 불러오는 중 …', ready: '“듣기”를 누르고 마이크를 허용한 다음, 낱말을 말해 보세요.',
    listening: '듣고 있습니다. 말해 보세요: {words}', reading: '{name} 읽는 중 …', read: '{name}: {seconds}초 동안 낱말 {count}개',
    denied: '마이크를 쓸 수 없습니다. 주소창에서 허용한 뒤 “듣기”를 다시 누르세요.',
    noMicrophone: '마이크가 없습니다. 연결하거나 소리 파일을 여세요.',
    gone: '마이크가 사라졌습니다. 연결한 뒤 “듣기”를 다시 누르세요.',
    insecure: '브라우저는 안전한 페이지에만 마이크를 내줍니다: https:// 또는 localhost로 여세요.',
    noRuntime: '모델을 시작하지 못했습니다: {reason}. 내보낸 파일이 모두 이 페이지 옆에 있어야 합니다.',
    noSound: '{name}: 이 브라우저가 읽을 수 있는 소리가 없습니다.',
    spectrogram: '지난 몇 초의 스펙트로그램: 오른쪽이 시간, 위쪽이 주파수',
    privacy: '모든 일은 이 브라우저 안에서 일어납니다. 소리는 이 컴퓨터를 떠나지 않습니다.', model: '{model}, {rate} Hz',
  },
};

let language = navigator.language.startsWith('ko') ? 'ko' : 'en';
const drawn = new Map();

/** The text of a key, its {gaps} filled. */
export function text(key, values = {}) {
  return texts[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Shows a text in an element, now and after a change of language. */
export function show(element, key, values = {}) {
  drawn.set(element, () => { element.textContent = text(key, values); });
  drawn.get(element)();
}

/** The other language for all that is shown. */
export function switchLanguage() {
  language = language === 'en' ? 'ko' : 'en';
  applyLanguage();
}

export function applyLanguage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
  document.getElementById('spectrogram').setAttribute('aria-label', text('spectrogram'));
  for (const draw of drawn.values()) draw();
}
