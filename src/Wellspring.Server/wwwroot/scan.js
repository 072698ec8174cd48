// Reads a customer's code with the camera, where the browser can. Typing works everywhere, so nothing depends on this.
"use strict";
(() => {
  const scan = document.getElementById("scan");
  const viewer = document.getElementById("viewer");
  const code = document.getElementById("code");
  if (!scan || !viewer || !code || !("BarcodeDetector" in window) || !navigator.mediaDevices) {
    return;
  }

  const video = viewer.querySelector("video");
  const refused = document.getElementById("refused");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream = null;
  scan.hidden = false;

  const stop = () => {
    stream?.getTracks().forEach(track => track.stop());
    stream = null;
    video.srcObject = null;
    viewer.hidden = true;
    scan.hidden = false;
  };

  const look = async () => {
    if (!stream) {
      return;
    }

    try {
      for (const found of await detector.detect(video)) {
        if (/^\d{8}$/.test(found.rawValue.trim())) {
          code.value = found.rawValue.trim();
          stop();
          code.form.requestSubmit();
          return;
        }
      }
    } catch {
      // A picture that is not ready yet cannot be read; the next one can.
    }

    setTimeout(look, 200);
  };

  scan.addEventListener("click", async () => {
    refused.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      viewer.hidden = false;
      scan.hidden = true;
      // Playing waits for the first picture, which may never come; looking tries until there is one.
      video.play().catch(() => {});
      look();
    } catch {
      stop();
      refused.hidden = false;
    }
  });
  document.getElementById("stop").addEventListener("click", stop);
  addEventListener("pagehide", stop);
})();
