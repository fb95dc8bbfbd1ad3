// RUN: weirc opt --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(stream-verify-lowering-to-async)' %s

util.func private @unknown(%arg0: !stream.resource<*>, %arg1: !stream.resource<transient>) -> !stream.resource<*> {
  // expected-error @+2 {{operand 0 type '!stream.resource<*>' illegal for this phase of lowering in the stream dialect}}
  // expected-error @+1 {{result 0 type '!stream.resource<*>' illegal for this phase of lowering in the stream dialect}}
  %0 = util.optimization_barrier %arg0 : !stream.resource<*>
  %1 = util.optimization_barrier %arg1 : !stream.resource<transient>
  // expected-error @+1 {{operand 0 type '!stream.resource<*>' illegal for this phase of lowering in the stream dialect}}
  util.return %0 : !stream.resource<*>
}

// -----

util.func private @outside(%size: index) -> !stream.resource<transient> {
  %c1 = arith.constant 1 : i8
  // expected-error @+2 {{streamable op expected to be in an execution region}}
  // expected-error @+1 {{illegal for this phase of lowering in the stream dialect; expected to have been converted or removed}}
  %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
  util.return %0 : !stream.resource<transient>
}

// -----

util.func private @tensors() -> index {
  // expected-error @+1 {{illegal for this phase of lowering in the stream dialect; expected to have been converted or removed}}
  %0 = stream.tensor.sizeof tensor<4xf32> : index
  util.return %0 : index
}

// -----

util.func private @commands(%size: index) -> !stream.timepoint {
  // expected-error @+1 {{illegal for this phase of lowering in the stream dialect; expected to have been converted or removed}}
  %0 = stream.cmd.execute with() {
  } => !stream.timepoint
  util.return %0 : !stream.timepoint
}

// -----

// All is as it should be.

util.func private @inside(%size: index) -> (!stream.resource<transient>, !stream.timepoint) {
  %c1 = arith.constant 1 : i8
  %r, %t = stream.async.execute with() -> !stream.resource<transient>{%size} {
    %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    stream.yield %0 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %r, %t : !stream.resource<transient>, !stream.timepoint
}

// -----

// Views and constants only say what resources are: they may be anywhere.
util.func private @metadata(%arg0: !stream.resource<transient>, %size: index, %offset: index) -> (!stream.resource<transient>, !stream.resource<constant>) {
  %0 = stream.resource.subview %arg0[%offset] : !stream.resource<transient>{%size} -> !stream.resource<transient>{%offset}
  %cst = stream.async.constant : !stream.resource<constant>{%size} = dense<[1, 2]> : tensor<2xi8>
  util.return %0, %cst : !stream.resource<transient>, !stream.resource<constant>
}
