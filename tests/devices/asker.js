// Asks the port in the first argument for a scene that there is and one that there is not, in one bundle, again and
// again until it is ended, and prints every answer as one line: its address and the value of each argument.
const osc = require("osc");

const port = new osc.UDPPort({ localAddress: "127.0.0.1", localPort: 0, remoteAddress: "127.0.0.1", remotePort: Number(process.argv[2]) });
const scene = (name) => ({ address: "/g2m/scene", args: [{ type: "s", value: name }] });
const ask = () => port.send({ timeTag: osc.timeTag(3600), packets: [scene("high"), scene("nowhere")] });
port.on("message", (message) => console.log([message.address, ...message.args].join(" ")));
port.on("error", (error) => console.log(`error ${error.message}`));
port.on("ready", () => setInterval(ask, 500));
port.open();
