// RUN: weirc opt --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(stream-verify-lowering-to-async)' %s

util.func private @unknown(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  // expected-error @+1 {{resources must have a known lifetime}}
  %0 = stream.async.clone %arg0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // expected-error @+1 {{resources must have a known lifetime}}
  util.return %0 : !stream.resource<*>
}

// -----

util.func private @outside(%size: index) -> !stream.resource<transient> {
  %c1 = arith.constant 1 : i8
  // expected-error @+1 {{streamable operations must be in execution regions}}
  %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
  util.return %0 : !stream.resource<transient>
}

// -----

util.func private @tensors() -> index {
  // expected-error @+1 {{tensor operations must have been encoded}}
  %0 = stream.tensor.sizeof tensor<4xf32> : index
  util.return %0 : index
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
