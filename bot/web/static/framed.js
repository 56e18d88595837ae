// Within another site's page: says that this frame is ours, and closes with Escape.
const tell = (word) => parent.postMessage({ lotsenbot: word }, "*");
if (parent !== window) tell("da");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && parent !== window) tell("zu");
});
