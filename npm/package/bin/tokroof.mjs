#!/usr/bin/env node
import { start } from "../program.mjs";

/** A closed pipe ends this program as it ends any other; node has it ignored until somebody listened. */
function onBrokenPipe() {
  if (process.platform === "win32") return;
  const listen = () => {};
  process.on("SIGPIPE", listen).off("SIGPIPE", listen);
  process.kill(process.pid, "SIGPIPE");
}

const program = await start({ thisProgram: "tokroof", onBrokenPipe });
program.callMain(process.argv.slice(2));
