// RUN: weirc opt --iree-stream-encode-device-tensors %s | FileCheck %s

// One bit is loaded and stored as a byte.

// CHECK-LABEL: stream.executable private @ex
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%b: !stream.binding, %wide: !stream.binding) {
      %c0 = arith.constant 0 : index
      // CHECK: stream.binding.subspan {{.+}} -> !flow.dispatch.tensor<readwrite:tensor<4xi8>>
      %0 = stream.binding.subspan %b[%c0] : !stream.binding -> !flow.dispatch.tensor<readwrite:tensor<4xi1>>
      // CHECK: stream.binding.subspan {{.+}} -> !flow.dispatch.tensor<readwrite:tensor<4xi32>>
      %1 = stream.binding.subspan %wide[%c0] : !stream.binding -> !flow.dispatch.tensor<readwrite:tensor<4xi32>>
      // CHECK: %[[BYTES:.+]] = flow.dispatch.tensor.load
      // CHECK: %[[BITS:.+]] = arith.trunci %[[BYTES]] : tensor<4xi8> to tensor<4xi1>
      %2 = flow.dispatch.tensor.load %0, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readwrite:tensor<4xi1>> -> tensor<4xi1>
      // CHECK: %[[WIDE:.+]] = arith.extui %[[BITS]] : tensor<4xi1> to tensor<4xi8>
      // CHECK: flow.dispatch.tensor.store %[[WIDE]]
      flow.dispatch.tensor.store %2, %0, offsets = [0], sizes = [4], strides = [1] : tensor<4xi1> -> !flow.dispatch.tensor<readwrite:tensor<4xi1>>
      // What has whole bytes stays.
      // CHECK: %[[SAME:.+]] = flow.dispatch.tensor.load {{.+}} -> tensor<4xi32>
      %3 = flow.dispatch.tensor.load %1, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readwrite:tensor<4xi32>> -> tensor<4xi32>
      // CHECK: flow.dispatch.tensor.store %[[SAME]]
      flow.dispatch.tensor.store %3, %1, offsets = [0], sizes = [4], strides = [1] : tensor<4xi32> -> !flow.dispatch.tensor<readwrite:tensor<4xi32>>
      return
    }
  }
}
