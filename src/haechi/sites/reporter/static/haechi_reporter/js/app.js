// The installed app keeps a page for no connection; a browser's tab leaves nothing behind, not even that:
// a worker or a cache on an office PC would show that somebody was here.

const installed = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

async function tidy() {
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}

// Absent over plain HTTP and in private windows: the site needs none of it.
if ("serviceWorker" in navigator) {
  const done = installed
    ? navigator.serviceWorker.register("/service-worker.js", { scope: "/", updateViaCache: "none" })
    : tidy();
  done.catch(() => {});
}
