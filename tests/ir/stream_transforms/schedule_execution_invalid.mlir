// RUN: weirc opt --split-input-file --verify-diagnostics --iree-stream-schedule-execution %s

stream.async.func private @counted(%arg0: !stream.resource<*>) -> (%arg0, i32)

util.func private @number_leaves(%arg0: !stream.resource<external>, %size: index) -> (!stream.resource<external>, i32) {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{result #1 is used outside of the execution region of the op, which only resources leave}}
  %0:2 = stream.async.call @counted(%arg0[%c0 to %size for %size]) : (!stream.resource<external>{%size}) -> (%arg0{%size}, i32)
  util.return %0#0, %0#1 : !stream.resource<external>, i32
}

// -----

// What nobody uses may be there.

stream.async.func private @counted(%arg0: !stream.resource<*>) -> (%arg0, i32)

util.func private @number_stays(%arg0: !stream.resource<external>, %size: index) -> !stream.resource<external> {
  %c0 = arith.constant 0 : index
  %0:2 = stream.async.call @counted(%arg0[%c0 to %size for %size]) : (!stream.resource<external>{%size}) -> (%arg0{%size}, i32)
  util.return %0#0 : !stream.resource<external>
}

// -----

util.func private @not_encoded() -> !stream.resource<constant> {
  // expected-error @+1 {{'stream.tensor.constant' op result #0 leaves the execution region of the op, but its size is not known: tensors are to be encoded first}}
  %0 = stream.tensor.constant : tensor<2xf32> in !stream.resource<constant> = dense<[1.0, 2.0]> : tensor<2xf32>
  util.return %0 : !stream.resource<constant>
}
