// SPDX-License-Identifier: MIT
// A cash register made of Transbank's own npm SDK: works the terminal on the port given once
// through (PORT day), or sells (PORT sale), and prints what each call answered as one JSON object.
// Not salesDetail: after it the SDK (4.0.0) goes on waiting for a reply, and refuses every call.
"use strict";

const { POSIntegrado } = require("transbank-pos-sdk");

async function day(path) {
  const told = { progress: [] };
  const pos = new POSIntegrado();
  await pos.connect(path); // polls by itself
  told.poll = await pos.poll();
  told.keys = await pos.loadKeys();
  told.sale = await pos.sale(15000, "ABC123", true, (step) => told.progress.push(step.responseCode));
  told.last = await pos.getLastSale();
  told.totals = await pos.getTotals();
  told.close = await pos.closeDay();
  told.after = await pos.getTotals();
  await pos.disconnect();
  return told;
}

async function sale(path) {
  const pos = new POSIntegrado();
  await pos.connect(path);
  const told = { sale: await pos.sale(15000, "ABC123"), poll: await pos.poll() };
  await pos.disconnect();
  return told;
}

({ day, sale })[process.argv[3]](process.argv[2]).then(
  // Its timers would keep the process alive for minutes.
  (told) => process.stdout.write(JSON.stringify(told), () => process.exit(0)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
