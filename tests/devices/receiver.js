// Prints "ready", then every OSC message that arrives as one line: address, type tag and value of each.
const osc = require("osc");

const port = new osc.UDPPort({
  localAddress: "127.0.0.1",
  localPort: Number(process.argv[2]),
  metadata: true,
});
port.on("message", (message) => {
  const args = message.args.map((arg) => `${arg.type} ${arg.value}`);
  console.log([message.address, ...args].join(" "));
});
port.on("error", (error) => console.log(`error ${error.message}`));
port.on("ready", () => console.log("ready"));
port.open();
