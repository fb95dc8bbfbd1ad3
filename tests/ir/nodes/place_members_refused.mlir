// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-place-members %s

util.global private @a_cpu = #hal.device.target<"local", {node = "a"}> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}> : !hal.device
util.func public @ways(%x: tensor<4xi32>) {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %c0 = arith.constant 0 : index
  // expected-note @+1 {{the value is made here}}
  %first = arith.cmpi eq, %rank, %c0 : index
  // expected-error @+1 {{decides by a value that differs between the members}}
  cf.cond_br %first, ^bb1, ^bb2
^bb1:
  util.return
^bb2:
  util.return
}

// -----

util.global private @a_cpu = #hal.device.target<"local", {node = "a"}> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}> : !hal.device
util.func public @alone(%x: tensor<4xi32>, %e: tensor<4xi32>) -> tensor<4xi32> {
  %channel = flow.channel.default : !flow.channel
  // expected-error @+1 {{every member of the channel takes part}}
  %sum = flow.collective.all_reduce sum, ui32, %e, %x, %channel : (tensor<4xi32>, tensor<4xi32>, !flow.channel) -> tensor<4xi32> attributes {stream.affinity = #hal.device.affinity<@a_cpu>}
  util.return %sum : tensor<4xi32>
}
