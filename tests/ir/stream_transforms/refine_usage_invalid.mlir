// RUN: weirc opt --split-input-file --verify-diagnostics --stream-refine-usage %s

// What async ops make gets a lifetime; nothing else may go without one.

util.func private @tensor(%v: f32, %size: index) -> !stream.resource<*> {
  // expected-error @+1 {{'stream.tensor.splat' op result #0 has an unknown lifetime and does not come from an op on async values}}
  %0 = stream.tensor.splat %v : f32 -> tensor<4xf32> in !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

// expected-error @+1 {{'util.global' op has an unknown lifetime; globals are to say theirs}}
util.global private mutable @kept : !stream.resource<*>
util.func private @keep(%v: i32, %size: index) {
  %0 = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  util.global.store %0, @kept : !stream.resource<*>
  util.return
}
