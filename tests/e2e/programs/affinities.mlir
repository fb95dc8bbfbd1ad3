// Places that the program names; the rest is placed around them.
// clusters: two-nodes four-nodes
// call: placed -i "4xf32=1 2 3 4" -i "4xf32=1 1 1 1" -e "4xf32=0 3 8 15" -e "4xf32=2 6 12 20"
util.func public @placed(%x: tensor<4xf32> {iree.abi.affinity = #hal.device.affinity<@b_cpu>}, %y: tensor<4xf32>) -> (tensor<4xf32> {iree.abi.affinity = #hal.device.affinity<@a_cpu>}, tensor<4xf32> {iree.abi.affinity = #hal.device.affinity<@b_cpu>}) {
  %0 = arith.addf %x, %y {stream.affinity = #hal.device.affinity<@a_cpu>} : tensor<4xf32>
  %1 = flow.tensor.transfer %0 : tensor<4xf32> to #hal.device.affinity<@b_cpu>
  %2 = arith.mulf %1, %x {stream.affinity = #hal.device.affinity<@b_cpu>} : tensor<4xf32>
  %3 = flow.tensor.transfer %2 : tensor<4xf32> to #hal.device.affinity<@a_cpu>
  %4 = arith.subf %3, %0 : tensor<4xf32>
  util.return %4, %2 : tensor<4xf32>, tensor<4xf32>
}
