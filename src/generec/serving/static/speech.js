// Speaking instead of typing, by the browser's own speech input. Some browsers send what is spoken to their
// maker's servers; nothing else of this page goes anywhere but to its own server, so that is said beside it.

const Recognition = self.SpeechRecognition ?? self.webkitSpeechRecognition;

export const canListen = Boolean(Recognition);

/** Listen once. `heard(text, done)` gets what is understood so far; `ended(problem)` comes last. Returns a stop. */
export function hear({ heard, ended }) {
  const ear = new Recognition();
  Object.assign(ear, { lang: navigator.language, interimResults: true, continuous: false });
  let problem = "";
  ear.addEventListener("result", (event) => {
    const parts = [...event.results];
    heard(parts.map((part) => part[0].transcript).join(" ").trim(), parts.every((part) => part.isFinal));
  });
  ear.addEventListener("error", (event) => {
    problem = { "not-allowed": "The browser may not use the microphone.", "no-speech": "Nothing was heard.", network: "Speech input needs a connection in this browser." }[event.error] ?? "Speech input did not work.";
    if (event.error === "aborted") problem = "";
  });
  ear.addEventListener("end", () => ended(problem));
  ear.start();
  return () => ear.stop();
}
