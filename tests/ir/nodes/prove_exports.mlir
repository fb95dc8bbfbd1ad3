// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// The caller's fence is signalled though the result may still be written.
util.global private @cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
util.func public @early(%signal: !hal.fence) -> !hal.buffer_view {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<external>{%c64} => !stream.timepoint
  %done = stream.cmd.execute on(#hal.device.affinity<@cpu>) await(%t) => with(%r as %x: !stream.resource<external>{%c64}) {
    // expected-note @+1 {{'stream.cmd.fill': written here}}
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<external>{%c64}
  } => !stream.timepoint
  stream.timepoint.chain_external on(#hal.device.affinity<@cpu>) %t => (%signal : !hal.fence)
  // expected-error @+1 {{has bytes read on node local that may be written at the same time}}
  %view = stream.tensor.export on(#hal.device.affinity<@cpu>) %r : tensor<16xf32> in !stream.resource<external>{%c64} -> !hal.buffer_view
  util.return %view : !hal.buffer_view
}

// -----

// Signalled behind the last write, wherever the signal stands.
util.global private @cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
util.func public @in_time(%signal: !hal.fence) -> !hal.buffer_view {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<external>{%c64} => !stream.timepoint
  %view = stream.tensor.export on(#hal.device.affinity<@cpu>) %r : tensor<16xf32> in !stream.resource<external>{%c64} -> !hal.buffer_view
  %done = stream.cmd.execute on(#hal.device.affinity<@cpu>) await(%t) => with(%r as %x: !stream.resource<external>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<external>{%c64}
  } => !stream.timepoint
  stream.timepoint.chain_external on(#hal.device.affinity<@cpu>) %done => (%signal : !hal.fence)
  util.return %view : !hal.buffer_view
}

// -----

// Without a fence the host waits before it hands out.
util.global private @cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
util.func public @host_waits() -> !hal.buffer_view {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<external>{%c64} => !stream.timepoint
  %done = stream.cmd.execute on(#hal.device.affinity<@cpu>) await(%t) => with(%r as %x: !stream.resource<external>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<external>{%c64}
  } => !stream.timepoint
  %there = stream.timepoint.await %done => %r : !stream.resource<external>{%c64}
  %view = stream.tensor.export on(#hal.device.affinity<@cpu>) %there : tensor<16xf32> in !stream.resource<external>{%c64} -> !hal.buffer_view
  util.return %view : !hal.buffer_view
}
