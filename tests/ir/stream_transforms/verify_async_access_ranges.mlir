// RUN: weirc opt --split-input-file --verify-diagnostics --iree-stream-verify-async-access-ranges %s

util.func private @start_behind_resource(%arg0: !stream.resource<*>) -> !stream.resource<*> {
  %c64 = arith.constant 64 : index
  %c129 = arith.constant 129 : index
  %c128 = arith.constant 128 : index
  %c193 = arith.constant 193 : index
  // expected-error @+1 {{has invalid Read access range [129 to 193 for 64] of resource %arg0 with size 128; start > resource size}}
  %0 = stream.async.slice %arg0[%c129 to %c193] : !stream.resource<*>{%c128} -> !stream.resource<*>{%c64}
  util.return %0 : !stream.resource<*>
}

// -----

util.func private @end_behind_resource(%arg0: !stream.resource<*>) -> !stream.resource<*> {
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %c192 = arith.constant 192 : index
  // expected-error @+1 {{invalid Read access range [128 to 192 for 64] of resource %arg0 with size 128; end > resource size}}
  %0 = stream.async.slice %arg0[%c128 to %c192] : !stream.resource<*>{%c128} -> !stream.resource<*>{%c64}
  util.return %0 : !stream.resource<*>
}

// -----

// Both the operand and the result that is tied to it are named.

util.func private @start_behind_end(%size: index, %value: i32) -> !stream.resource<*> {
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %0 = stream.async.splat %value : i32 -> !stream.resource<*>{%size}
  // expected-error @+2 {{invalid Write access range [128 to 64 for ?] of resource %0 with size ?; start > end}}
  // expected-error @+1 {{invalid Write access range [128 to 64 for ?] of resource %1 with size ?; start > end}}
  %1 = stream.async.fill %value, %0[%c128 to %c64 for %size] : i32 -> %0 as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}

// -----

util.func private @length_behind_end(%arg0: !stream.resource<*>, %arg1: !stream.resource<*>, %at: index) -> !stream.resource<*> {
  %c64 = arith.constant 64 : index
  %c256 = arith.constant 256 : index
  // expected-error @+2 {{invalid Write access range [? to 64 for 256] of resource %arg0 with size 256; length > end}}
  // expected-error @+1 {{invalid Write access range [? to 64 for 256] of resource %0 with size 256; length > end}}
  %0 = stream.async.update %arg1, %arg0[%at to %c64] : !stream.resource<*>{%c256} -> %arg0 as !stream.resource<*>{%c256}
  util.return %0 : !stream.resource<*>
}

// -----

util.func private @not_the_distance(%arg0: !stream.resource<*>, %arg1: !stream.resource<*>) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  // expected-error @+1 {{invalid Read access range [0 to 64 for 32] of resource %arg1 with size 64; start + length != end}}
  %0 = stream.async.copy %arg1[%c0 to %c64], %arg0[%c0 to %c32], %c32 : !stream.resource<*>{%c64} -> %arg0 as !stream.resource<*>{%c64}
  util.return %0 : !stream.resource<*>
}

// -----

util.func private @dispatch(%arg0: !stream.resource<*>, %value: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  // expected-error @+2 {{invalid Read|Write access range [0 to 128 for 128] of resource %arg0 with size 64; length > resource size}}
  // expected-error @+1 {{invalid Read|Write access range [0 to 128 for 128] of resource %0 with size 64; length > resource size}}
  %0 = stream.async.dispatch @ex::@run[%c1](%value, %arg0[%c0 to %c128 for %c128]) : (index, !stream.resource<*>{%c64}) -> %arg0{%c64}
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
