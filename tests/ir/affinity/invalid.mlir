// RUN: weirc opt --split-input-file --verify-diagnostics --stream-verify-affinities %s

util.func private @nowhere(%size: index, %value: i32) -> !stream.resource<*> {
  // expected-error @+1 {{does not have an affinity assigned; ensure that the op or some ancestor of it has a valid execution affinity assigned}}
  %0 = stream.async.splat %value : i32 -> !stream.resource<*>{%size}
  // The first is told of; where one is missing all are.
  %1 = stream.async.clone %0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}

// -----

util.func private @somewhere(%size: index, %value: i32) -> !stream.resource<*> {
  %0 = stream.async.splat on(#hal.device.promise<@a>) %value : i32 -> !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

module attributes {stream.affinity.default = #hal.device.promise<@a>} {
  util.func private @by_default(%size: index, %value: i32) -> !stream.resource<*> {
    %0 = stream.async.splat %value : i32 -> !stream.resource<*>{%size}
    util.return %0 : !stream.resource<*>
  }
}
