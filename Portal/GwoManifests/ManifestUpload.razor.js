// Sends the chosen file as it lies on disk, with progress; the page is told what happens by the five methods of UploadEvents.
export function attach(root, page) {
  const input = root.querySelector('#manifest-file');
  let file = null;
  let request = null;

  const tell = (method, ...args) => page.invokeMethodAsync(method, ...args);
  const choose = (chosen) => {
    if (!chosen || request) return;
    file = chosen;
    tell('Choose', file.name, file.size);
  };

  const over = (e) => { e.preventDefault(); root.classList.toggle('over', e.type === 'dragover' && !request); };
  const drop = (e) => { over(e); choose(e.dataTransfer?.files[0]); };
  const pick = () => { choose(input.files[0]); input.value = ''; };
  const stay = (e) => { if (request) e.preventDefault(); };
  root.addEventListener('dragover', over);
  root.addEventListener('dragleave', over);
  root.addEventListener('drop', drop);
  input.addEventListener('change', pick);
  window.addEventListener('beforeunload', stay);
  if (input.files.length) pick(); // chosen before this script had arrived

  function report(sending) {
    let last = { at: performance.now(), bytes: 0 };
    return (e) => {
      const now = performance.now();
      if (now - last.at < 250 && e.loaded < e.total) return;
      const rate = (e.loaded - last.bytes) / Math.max(0.001, (now - last.at) / 1000);
      last = { at: now, bytes: e.loaded };
      if (request === sending) tell('Progress', Math.min(e.loaded, file.size), rate);
    };
  }

  function answered(sending) {
    request = null;
    let answer = null;
    try { answer = JSON.parse(sending.responseText); } catch { /* a proxy's page, not ours */ }
    if (sending.status === 201 && answer?.id) {
      // Without a circuit the page can still be reached.
      tell('Arrive', answer.id).catch(() => location.assign(new URL(`gwo-manifests/${answer.id}`, document.baseURI)));
      return;
    }
    const own = sending.status === 401 ? 'Your sign-in has ended. Reload the page, sign in, and upload the file again.'
      : sending.status === 413 ? 'The file is larger than this portal accepts.'
        : `The portal answered ${sending.status} and stored nothing. Try again.`;
    tell('Fail', [answer?.detail ?? answer?.title ?? own].flat().join(' '));
  }

  return {
    send() {
      if (!file || request) return;
      const form = new FormData();
      if (root.dataset.study) form.append('studyId', root.dataset.study);
      form.append('file', file, file.name);
      const hashes = document.getElementById('hash-report')?.files[0];
      if (hashes) form.append('hashReport', hashes, hashes.name);
      const sending = request = new XMLHttpRequest();
      sending.open('POST', new URL(root.dataset.url, document.baseURI));
      sending.setRequestHeader('RequestVerificationToken', root.querySelector('input[name=__RequestVerificationToken]')?.value ?? '');
      sending.upload.onprogress = report(sending);
      sending.onload = () => answered(sending);
      sending.onerror = () => { request = null; tell('Fail', 'The connection broke before the whole file had arrived, or the file changed on disk. Nothing was stored. Choose it again.'); };
      sending.onabort = () => { request = null; tell('Cancelled'); };
      sending.send(form);
    },
    cancel() { request?.abort(); },
    stop() {
      const running = request;
      request = null;
      if (running) running.onabort = null;
      running?.abort();
      window.removeEventListener('beforeunload', stay);
    },
  };
}
