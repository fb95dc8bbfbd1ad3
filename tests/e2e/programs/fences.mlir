// Functions that wait for a fence and signal one themselves: the work is ordered
// by them, on whichever node it is.
// call: add -i "4xf32=1 2 3 4" -i "4xf32=10" -e "4xf32=22 24 26 28"
// call: parts --repeat 3 -i "4xi32=1 2 3 4" -e "4xi32=8 16 24 32" -e "4xi32=1 4 9 16" -e i32=1
// call: choose -i "4xi32=1 2 3 4" -e "4xi32=2 4 6 8"
// call: choose -i "4xi32=9 2 3 4" -e "4xi32=81 4 9 16"
util.func public @add$async(%a: !hal.buffer_view, %b: !hal.buffer_view, %wait: !hal.fence, %signal: !hal.fence) -> !hal.buffer_view attributes {
    iree.abi.stub, iree.reflection = {iree.abi.declaration = "async func @add(%a: tensor<4xf32>, %b: tensor<4xf32>) -> (%sum: tensor<4xf32>)"}} {
  %x = hal.tensor.import wait(%wait) => %a "a" : !hal.buffer_view -> tensor<4xf32>
  %y = hal.tensor.import wait(%wait) => %b "b" : !hal.buffer_view -> tensor<4xf32>
  %s = arith.addf %x, %y : tensor<4xf32>
  %t = arith.addf %s, %s : tensor<4xf32>
  %ready = hal.tensor.barrier join(%t : tensor<4xf32>) => %signal : !hal.fence
  %view = hal.tensor.export %ready "sum" : tensor<4xf32> -> !hal.buffer_view
  util.return %view : !hal.buffer_view
}

// Two results that are ready together, and a scalar that is there at once.
util.func public @parts$async(%a: !hal.buffer_view, %wait: !hal.fence, %signal: !hal.fence) -> (!hal.buffer_view, !hal.buffer_view, i32) attributes {
    iree.abi.stub, iree.reflection = {iree.abi.declaration = "async func @parts(%a: tensor<4xi32>) -> (%eight: tensor<4xi32>, %square: tensor<4xi32>, %n: i32)"}} {
  %n = arith.constant 1 : i32
  %x = hal.tensor.import wait(%wait) => %a "a" : !hal.buffer_view -> tensor<4xi32>
  %two = arith.addi %x, %x : tensor<4xi32>
  %four = arith.addi %two, %two : tensor<4xi32>
  %eight = arith.addi %four, %four : tensor<4xi32>
  %square = arith.muli %x, %x : tensor<4xi32>
  %ready:2 = hal.tensor.barrier join(%eight, %square : tensor<4xi32>, tensor<4xi32>) => %signal : !hal.fence
  %v0 = hal.tensor.export %ready#0 "eight" : tensor<4xi32> -> !hal.buffer_view
  %v1 = hal.tensor.export %ready#1 "square" : tensor<4xi32> -> !hal.buffer_view
  util.return %v0, %v1, %n : !hal.buffer_view, !hal.buffer_view, i32
}

// A host wait in the middle: the branch needs a value.
util.func public @choose$async(%a: !hal.buffer_view, %wait: !hal.fence, %signal: !hal.fence) -> !hal.buffer_view attributes {
    iree.abi.stub, iree.reflection = {iree.abi.declaration = "async func @choose(%a: tensor<4xi32>) -> (%r: tensor<4xi32>)"}} {
  %c0 = arith.constant 0 : index
  %limit = arith.constant 5 : i32
  %x = hal.tensor.import wait(%wait) => %a "a" : !hal.buffer_view -> tensor<4xi32>
  %v = tensor.extract %x[%c0] : tensor<4xi32>
  %big = arith.cmpi sgt, %v, %limit : i32
  cf.cond_br %big, ^square, ^double
^square:
  %m = arith.muli %x, %x : tensor<4xi32>
  cf.br ^done(%m : tensor<4xi32>)
^double:
  %d = arith.addi %x, %x : tensor<4xi32>
  cf.br ^done(%d : tensor<4xi32>)
^done(%r: tensor<4xi32>):
  %ready = hal.tensor.barrier join(%r : tensor<4xi32>) => %signal : !hal.fence
  %view = hal.tensor.export %ready "r" : tensor<4xi32> -> !hal.buffer_view
  util.return %view : !hal.buffer_view
}
