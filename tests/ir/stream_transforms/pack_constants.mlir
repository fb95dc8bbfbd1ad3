// RUN: weirc opt --split-input-file --iree-stream-pack-constants %s | FileCheck %s

// Constants share one buffer that is mapped if the device can.

// CHECK: #[[DATA:.+]] = #util.composite<128xi8, [
// CHECK-LABEL: @constants
util.func private @constants() -> (!stream.resource<constant>, !stream.resource<constant>, !stream.timepoint) {
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  // CHECK: %[[IMM:.+]] = stream.timepoint.immediate
  // CHECK: %[[BUFFER:.+]] = util.buffer.constant {alignment = 64 : index} : !util.buffer = #[[DATA]]
  // CHECK: %[[DID:.+]], %[[MAPPED:.+]] = stream.resource.try_map on(#hal.device.affinity<@d>) %[[BUFFER]]
  // CHECK: %[[IF:.+]]:2 = scf.if %[[DID]]
  // CHECK: scf.yield %[[IMM]], %[[MAPPED]]
  // CHECK: %[[NEW:.+]] = stream.resource.alloc uninitialized on(#hal.device.affinity<@d>)
  // CHECK: %[[FILE:.+]] = stream.file.constant
  // CHECK: %[[READ:.+]] = stream.file.read on(#hal.device.affinity<@d>) await(%[[IMM]]) => %[[FILE]]
  // CHECK: scf.yield %[[READ]], %[[NEW]]
  // CHECK: %[[A:.+]] = stream.resource.subview %[[IF]]#1[%c0]
  // CHECK: %[[B:.+]] = stream.resource.subview %[[IF]]#1[%c64]
  %r:2, %t = stream.resource.constants on(#hal.device.affinity<@d>) :
    !stream.resource<constant>{%c4} = dense<[1, 2]> : tensor<2xi16>,
    !stream.resource<constant>{%c8} = dense<[3, 4]> : tensor<2xi32>
    => !stream.timepoint
  // CHECK: util.return %[[A]], %[[B]], %[[IF]]#0
  util.return %r#0, %r#1, %t : !stream.resource<constant>, !stream.resource<constant>, !stream.timepoint
}

// -----

// What is kept elsewhere is gathered from there.

// CHECK-LABEL: @parameters
util.func private @parameters() -> (!stream.resource<constant>, !stream.resource<constant>, !stream.timepoint) {
  %c8 = arith.constant 8 : index
  // CHECK: stream.resource.alloc uninitialized : !stream.resource<constant>
  // CHECK: stream.parameter.gather
  // CHECK-NEXT: "s"::"a"[%c0_i64]
  // CHECK-NEXT: "s"::"b"[%c0_i64]
  %r:2, %t = stream.resource.constants :
    !stream.resource<constant>{%c8} = #stream.parameter.named<"s"::"a"> : tensor<2xi32>,
    !stream.resource<constant>{%c8} = #stream.parameter.named<"s"::"b"> : tensor<2xi32>
    => !stream.timepoint
  util.return %r#0, %r#1, %t : !stream.resource<constant>, !stream.resource<constant>, !stream.timepoint
}
