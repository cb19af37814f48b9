// Reads the OSCQuery tree at the port in the first argument. Each address is printed as one line: its access, types, choices.
const { OSCQueryDiscovery } = require("oscquery");

new OSCQueryDiscovery().queryNewService("127.0.0.1", Number(process.argv[2])).then((service) => {
  console.log(`host ${service.hostInfo.name} ${service.hostInfo.oscPort} ${service.hostInfo.oscTransport}`);
  for (const method of service.flat()) {
    const args = method.arguments || [];
    const choices = args.map((arg) => (arg.range && arg.range.vals ? arg.range.vals.join("|") : ""));
    console.log([method.full_path, method.access, args.map((arg) => arg.type).join(""), choices.join("")].join(" "));
  }
  console.log("done");
});
