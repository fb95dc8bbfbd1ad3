// RUN: same %s

// Every op of the flow dialect prints, parses and prints the same.

module {
  util.global private @dev : i32
  flow.executable private @ex {
    flow.executable.export public @fn workgroups(%arg0: index, %arg1: index) -> (index, index, index) {
      %c1 = arith.constant 1 : index
      flow.return %arg0, %arg1, %c1 : index, index, index
    }
    flow.executable.export public @kernel as("kernel_v2") 
    flow.executable.export private @dag workgroups(%arg0: index) -> (index, index, index) {
      %x, %y, %z = flow.dispatch.workgroup_count_from_dag_root %arg0
      flow.return %x, %y, %z : index, index, index
    } attributes {a = 1 : i8}
    builtin.module {
      func.func @fn(%arg0: !flow.dispatch.tensor<readonly:tensor<4x?xf32>>, %arg1: !flow.dispatch.tensor<readwrite:tensor<4x?xf32>>, %arg2: index, %arg3: !flow.dispatch.tensor<writeonly:f32>) {
        %0 = flow.dispatch.tie_shape %arg0 : !flow.dispatch.tensor<readonly:tensor<4x?xf32>>{%arg2}
        %1 = flow.dispatch.tie_shape %arg1 {m} : !flow.dispatch.tensor<readwrite:tensor<4x?xf32>>{%arg2}
        %2 = flow.dispatch.tensor.load %0, offsets = [0, %arg2], sizes = [4, 8], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<4x?xf32>>{%arg2} -> tensor<4x8xf32>
        flow.dispatch.tensor.store %2, %1, offsets = [0, 0], sizes = [4, 8], strides = [1, 1] : tensor<4x8xf32> -> !flow.dispatch.tensor<readwrite:tensor<4x?xf32>>{%arg2}
        %workgroup_id_0 = flow.dispatch.workgroup.id[0] : index
        %workgroup_count_1 = flow.dispatch.workgroup.count[1] : index
        %workgroup_size_2 = flow.dispatch.workgroup.size[2] : index
        %3 = flow.dispatch.workload.ordinal %workgroup_id_0, 3 : index
        %x, %y, %z = flow.dispatch.workgroup_count_from_slice %workgroup_id_0, %workgroup_count_1
        return
      }
    }
  }
  flow.executable public @empty attributes {k = 1 : i8} {
  }
  flow.func private @f(%arg0: tensor<?xf32> {my.in}, %arg1: i32) -> (%arg0, tensor<4xi8> {my.out})
  flow.func private @f1(%arg0: tensor<?xf32>) -> %arg0 as tensor<?xi32>
  flow.func private @f2() attributes {x}
  util.func public @chan(%arg0: index) {
    %default_channel = flow.channel.default : !flow.channel
    %default_channel_0 = flow.channel.default "grp" : !flow.channel attributes {a}
    %channel = flow.channel.split %default_channel, %arg0, %arg0 : !flow.channel -> !flow.channel
    %channel_rank = flow.channel.rank %default_channel : index
    %channel_count = flow.channel.count %default_channel : index
    util.return
  }
  util.func public @coll(%arg0: tensor<4x?xf32>, %arg1: index, %arg2: tensor<2x?xf32>, %arg3: !flow.channel) -> tensor<4x?xf32> {
    %0 = flow.collective.all_gather f32, %arg0, %arg2, %arg3 : (tensor<4x?xf32>, tensor<2x?xf32>, !flow.channel) -> %arg0 as tensor<4x?xf32>{%arg1}
    %1 = flow.collective.all_reduce sum, f32, %0, %0, %arg3 : (tensor<4x?xf32>, tensor<4x?xf32>, !flow.channel) -> %0 as tensor<4x?xf32>{%arg1}
    %2 = flow.collective.all_to_all bf16, %1, %1, %arg3 : (tensor<4x?xf32>, tensor<4x?xf32>, !flow.channel) -> %1 as tensor<4x?xf32>{%arg1}
    %3 = flow.collective.reduce_scatter average, si8, %2, %0, %arg3 : (tensor<4x?xf32>, tensor<4x?xf32>, !flow.channel) -> %2 as tensor<4x?xf32>{%arg1} attributes {q}
    %4 = flow.collective.send_recv ui64, %3, %3, %arg3, %arg1, %arg1 : (tensor<4x?xf32>, tensor<4x?xf32>, !flow.channel, index, index) -> %3 as tensor<4x?xf32>{%arg1}
    util.return %4 : tensor<4x?xf32>
  }
  util.func public @disp(%arg0: tensor<?xf32>, %arg1: index, %arg2: i32) -> tensor<?xf32> {
    %0 = flow.dispatch @ex::@fn[%arg1, %arg1](%arg0) : (tensor<?xf32>{%arg1}) -> %arg0{%arg1}
    %1:2 = flow.dispatch {@ex::@fn, @ex::@kernel_v2}[%arg1, %arg1](%arg0, %arg2) {z = 1 : i8} : (tensor<?xf32>{%arg1}, i32) -> (%arg0 as tensor<?xi8>{%arg1}, tensor<8xi8>)
    flow.dispatch @ex::@kernel_v2() : () -> ()
    %2 = flow.dispatch.workgroups[%arg1](%arg0, %arg2) : (tensor<?xf32>{%arg1}, i32) -> tensor<8xi8> =
        (%arg3: !flow.dispatch.tensor<readonly:tensor<?xf32>>, %arg4: i32, %arg5: !flow.dispatch.tensor<writeonly:tensor<8xi8>>) {
      flow.return
    } count(%arg3: index) -> (index, index, index) {
      flow.return %arg3, %arg3, %arg3 : index, index, index
    }
    %3 = flow.dispatch.workgroups(%arg0) : (tensor<?xf32>{%arg1}) -> %arg0{%arg1} attributes {a} =
        (%arg3: !flow.dispatch.tensor<readwrite:tensor<?xf32>>) {
      flow.return
    }
    %4 = flow.dispatch.region[%arg1] -> (tensor<?xf32>{%arg1}) {
      flow.return %arg0 : tensor<?xf32>
    } count(%arg3: index) -> (index, index, index) {
      flow.return %arg3, %arg3, %arg3 : index, index, index
    }
    flow.dispatch.region -> () {
    }
    %5:2 = flow.call @fc(%arg0, %arg2) {c} : (tensor<?xf32>{%arg1}, i32) -> (%arg0{%arg1}, tensor<8xi8>)
    util.return %4 : tensor<?xf32>
  }
  flow.func private @fc(%arg0: tensor<?xf32>, %arg1: i32) -> (%arg0, tensor<8xi8>)
  util.func public @tens(%arg0: tensor<4x?xf32>, %arg1: index, %arg2: f32, %arg3: tensor<4xf32>) {
    %0 = flow.tensor.alloca : tensor<?xf32>{%arg1}
    %1 = flow.tensor.bitcast %arg0 : tensor<4x?xf32>{%arg1} -> tensor<4x?xi32>{%arg1}
    %2 = flow.tensor.clone %arg0 : tensor<4x?xf32>{%arg1}
    %3 = flow.tensor.clone %arg3 : tensor<4xf32>
    %4 = flow.tensor.constant dense<1> : tensor<4xi32>
    %5 = flow.tensor.dynamic_constant dense<2> : tensor<2x2xi32> -> tensor<?x2xi32>
    %6 = flow.tensor.empty : tensor<4xf32>
    %7 = flow.tensor.load %arg0[%arg1, %arg1] : tensor<4x?xf32>{%arg1}
    %cst = arith.constant dense<1.000000e+00> : tensor<f32>
    %8 = flow.tensor.load %cst : tensor<f32>
    %9 = flow.tensor.reshape %arg0 : tensor<4x?xf32>{%arg1} -> tensor<?x4xf32>{%arg1}
    %10 = flow.tensor.reshape %arg0 : tensor<4x?xf32>{%arg1} -> tensor<16xf32> attributes {stream.affinity = #hal.device.affinity<@dev>}
    %11 = flow.tensor.slice %arg0[%arg1, %arg1 for %arg1, %arg1] : tensor<4x?xf32>{%arg1} -> tensor<2x2xf32>
    %12 = flow.tensor.splat %arg2 : tensor<4x?xf32>{%arg1}
    %13 = flow.tensor.store %arg2, %arg0[%arg1, %arg1] : tensor<4x?xf32>{%arg1}
    %14 = flow.tensor.tie_shape %arg0 : tensor<4x?xf32>{%arg1}
    flow.tensor.trace "layer 3" = [%arg3 : tensor<4xf32>, %arg0 : tensor<4x?xf32>{%arg1}]
    %15 = flow.tensor.transfer %arg0 : tensor<4x?xf32>{%arg1} to #hal.device.affinity<@dev, [0, 5]>
    %16 = flow.tensor.update %11, %arg0[%arg1, %arg1] : tensor<2x2xf32> -> %arg0 as tensor<4x?xf32>{%arg1}
    %17 = flow.tensor.update %11, %arg0[%arg1, %arg1] : tensor<2x2xf32> -> %arg0 as tensor<4x?xf32>{%arg1}
    util.return
  }
}
