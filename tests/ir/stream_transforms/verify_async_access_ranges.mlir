// RUN: weirc opt --split-input-file --verify-diagnostics --iree-stream-verify-async-access-ranges %s

util.func private @behind(%arg0: !stream.resource<*>) -> !stream.resource<*> {
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %c192 = arith.constant 192 : index
  // expected-error @+1 {{invalid Read access range [128 to 192 for 64] of a resource of 128 bytes}}
  %0 = stream.async.slice %arg0[%c128 to %c192] : !stream.resource<*>{%c128} -> !stream.resource<*>{%c64}
  util.return %0 : !stream.resource<*>
}

// -----

// What is not known is not refused.

util.func private @dynamic(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %0 = stream.async.slice %arg0[%c64 to %c128] : !stream.resource<*>{%size} -> !stream.resource<*>{%c64}
  util.return %0 : !stream.resource<*>
}
