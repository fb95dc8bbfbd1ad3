// RUN: weirc opt --split-input-file --verify-diagnostics %s

// Every key has its ranges.

util.func private @loads(%device: !hal.device, %affinity: i64, %wait: !hal.fence, %signal: !hal.fence, %o: i64, %n: index) {
  // expected-error @+1 {{'io_parameters.load' op has 2 keys but 1 of lengths}}
  %0:2 = "io_parameters.load"(%device, %affinity, %wait, %signal, %o, %o, %n) <{source_keys = ["a", "b"], memory_types = 16 : i32, buffer_usage = 1 : i32, operandSegmentSizes = array<i32: 1, 1, 1, 1, 2, 1>}> : (!hal.device, i64, !hal.fence, !hal.fence, i64, i64, index) -> (!hal.buffer, !hal.buffer)
  util.return
}

// -----

util.func private @gathers(%device: !hal.device, %affinity: i64, %wait: !hal.fence, %signal: !hal.fence, %o: i64, %target: !hal.buffer, %n: index) {
  // expected-error @+1 {{'io_parameters.gather' op has 2 keys but 1 of source_offsets}}
  "io_parameters.gather"(%device, %affinity, %wait, %signal, %o, %target, %n, %n, %n, %n) <{source_keys = ["a", "b"], operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 2, 2>}> : (!hal.device, i64, !hal.fence, !hal.fence, i64, !hal.buffer, index, index, index, index) -> ()
  util.return
}

// -----

util.func private @scatters(%device: !hal.device, %affinity: i64, %wait: !hal.fence, %signal: !hal.fence, %o: i64, %source: !hal.buffer, %n: index) {
  // expected-error @+1 {{'io_parameters.scatter' op has 1 keys but 2 of source_lengths}}
  "io_parameters.scatter"(%device, %affinity, %wait, %signal, %source, %n, %n, %n, %o) <{target_keys = ["a"], operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 2, 1>}> : (!hal.device, i64, !hal.fence, !hal.fence, !hal.buffer, index, index, index, i64) -> ()
  util.return
}
