// RUN: same %s

// Every op of the stream dialect prints, parses and prints the same.

#composite_of_4b = #util.composite<4xi8, [
    dense<1> : tensor<4xi8>,
]>
module {
  util.global private @dev : !hal.device
  util.global private @other : !hal.device
  stream.executable private @ex {
    stream.executable.export public @fn workgroups(%arg0: index, %arg1: index) -> (index, index, index) {
      %c1 = arith.constant 1 : index
      stream.return %arg0, %arg1, %c1 : index, index, index
    }
    stream.executable.export public @k as("k2") 
    builtin.module {
      func.func @fn(%arg0: !stream.binding {stream.alignment = 64 : index}, %arg1: i32, %arg2: index) {
        %0 = stream.binding.subspan %arg0[%arg2] : !stream.binding -> !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%arg2}
        %1 = stream.binding.subspan %arg0[%arg2] : !stream.binding -> memref<4xf32>
        %workgroup_id_0 = stream.dispatch.workgroup.id[0] : index
        %workgroup_count_1 = stream.dispatch.workgroup.count[1] : index
        %workgroup_size_2 = stream.dispatch.workgroup.size[2] : index
        return
      }
    }
  }
  stream.async.func private @af(%arg0: !stream.resource<*>, %arg1: index) -> (%arg0, !stream.resource<*> {x.y})
  stream.async.func private @af2(%arg0: !stream.resource<*>) -> %arg0 attributes {z}
  stream.cmd.func private @cf(%arg0[%arg1 for %arg2]: !stream.resource<*>, %arg3: i32 {a.b}) attributes {z}
  stream.cmd.func private @cf2(%arg0[%arg1 for %arg2]: !stream.resource<*> {q.r}, %arg3: i32) -> (i32, f32 {s.t})
  stream.cmd.func private @cf3() -> i32
  util.func private @async(%arg0: !stream.resource<*>, %arg1: index, %arg2: index, %arg3: !stream.timepoint, %arg4: i32, %arg5: !stream.resource<staging>) -> !stream.resource<*> {
    %channel = stream.channel.create : !stream.channel
    %0 = stream.async.alloca : !stream.resource<transient>{%arg1}
    %1 = stream.async.alloca on(#hal.device.affinity<@dev, [0]>) {a = 1 : i8} : !stream.resource<*>{%arg1}
    %cst = stream.async.constant : !stream.resource<*>{%arg1} = dense<[1, 2]> : tensor<2xi32>
    %2 = stream.async.splat %arg4 : i32 -> !stream.resource<*>{%arg1}
    %3 = stream.async.clone on(#hal.device.promise<@dev>) %2 : !stream.resource<*>{%arg1} -> !stream.resource<transient>{%arg1}
    %4 = stream.async.slice %2[%arg2 to %arg1] : !stream.resource<*>{%arg1} -> !stream.resource<*>{%arg2}
    %5 = stream.async.fill %arg4, %2[%arg2 to %arg1 for %arg2] : i32 -> %2 as !stream.resource<*>{%arg1}
    %6 = stream.async.update %4, %5[%arg2 to %arg1] : !stream.resource<*>{%arg2} -> %5 as !stream.resource<*>{%arg1}
    %7 = stream.async.copy %2[%arg2 to %arg1], %6[%arg2 to %arg1], %arg2 : !stream.resource<*>{%arg1} -> %6 as !stream.resource<*>{%arg1}
    %8 = stream.async.collective<all_reduce with sum : f32>[%arg1] channel(%channel) %2[%arg2 to %arg1 for %arg1], %7[%arg2 to %arg1 for %arg1] : !stream.resource<*>{%arg1} -> %7 as !stream.resource<*>{%arg1}
    %9 = stream.async.collective<reduce with sum : f32>[%arg1] on(#hal.device.affinity<@dev>) channel(%channel) target(%arg4) %2[%arg2 to %arg1 for %arg1], %7[%arg2 to %arg1 for %arg1] : !stream.resource<*>{%arg1} -> %7 as !stream.resource<*>{%arg1}
    %10 = stream.async.collective<send_recv : ui8>[%arg1] channel(%channel) source_target_pair(%arg4) %2[%arg2 to %arg1 for %arg1], %7[%arg2 to %arg1 for %arg1] : !stream.resource<*>{%arg1} -> %7 as !stream.resource<*>{%arg1}
    %11 = stream.async.transfer %2 : !stream.resource<*>{%arg1} -> !stream.resource<external>{%arg1}
    %12 = stream.async.transfer %2 : !stream.resource<*>{%arg1} from(#hal.device.affinity<@dev>) -> to(#hal.device.affinity<@other>) !stream.resource<*>{%arg1}
    %13 = stream.async.load %arg5[%arg2] : !stream.resource<staging>{%arg1} -> f32
    %14 = stream.async.store %13, %arg5[%arg2] : f32 -> %arg5 as !stream.resource<staging>{%arg1}
    %15 = stream.async.dispatch @ex::@fn[%arg1, %arg1](%2[%arg2 to %arg1 for %arg1], %arg4) : (!stream.resource<*>{%arg1}, i32) -> !stream.resource<*>{%arg1}
    %16:2 = stream.async.dispatch on(#hal.device.affinity<@dev>) {@ex::@fn, @ex::@k2}[%arg1, %arg1](%2[%arg2 to %arg1 for %arg1], %arg4, %15[%arg2 to %arg1 for %arg1]) {d = 1 : i8} : (!stream.resource<*>{%arg1}, i32, !stream.resource<*>{%arg1}) -> (%2{%arg1}, !stream.resource<*>{%arg2})
    %17 = stream.async.call @af2(%16#1[%arg2 to %arg1 for %arg1]) : (!stream.resource<*>{%arg1}) -> %16#1{%arg1}
    %results:2, %result_timepoint = stream.async.execute on(#hal.device.affinity<@dev>) await(%arg3) => with(%16#0 as %arg6: !stream.resource<*>{%arg1}, %17 as %arg7: !stream.resource<*>{%arg1}) -> (%16#0{%arg1}, !stream.resource<*>{%arg2}) {
      %c4 = arith.constant 4 : index
      %19:2 = stream.async.concurrent with(%arg7 as %arg8: !stream.resource<*>{%c4}) -> (%arg7{%c4}, !stream.resource<*>{%c4}) {
        %c4_1 = arith.constant 4 : index
        %c4_i32 = arith.constant 4 : i32
        %20 = stream.async.splat %c4_i32 : i32 -> !stream.resource<*>{%c4_1}
        stream.yield %arg8, %20 : !stream.resource<*>{%c4_1}, !stream.resource<*>{%c4_1}
      } attributes {ee}
      stream.yield %arg6, %arg7 : !stream.resource<*>{%arg1}, !stream.resource<*>{%arg2}
    } => !stream.timepoint
    %result_timepoint_0 = stream.async.execute with() {
      stream.yield
    } => !stream.timepoint attributes {u}
    %18 = stream.async.call @af2(%17[%arg2 to %arg1 for %arg1]) : (!stream.resource<*>{%arg1}) -> %17 as !stream.resource<external>{%arg1}
    util.return %17 : !stream.resource<*>
  }
  util.func private @cmd(%arg0: !stream.resource<transient>, %arg1: index, %arg2: index, %arg3: !stream.timepoint, %arg4: i32, %arg5: !stream.resource<staging>, %arg6: !stream.file, %arg7: i64, %arg8: !util.buffer, %arg9: !stream.channel, %arg10: !hal.fence) {
    %c4 = arith.constant 4 : index
    %c4_i32 = arith.constant 4 : i32
    %0 = stream.cmd.execute on(#hal.device.affinity<@dev>) await(%arg3) => with(%arg0 as %arg11: !stream.resource<transient>{%arg1}) {
      stream.cmd.fill %c4_i32, %arg11[%c4 for %c4] : i32 -> !stream.resource<transient>{%c4}
      stream.cmd.copy %arg11[%c4], %arg11[%c4], %c4 : !stream.resource<transient>{%c4} -> !stream.resource<transient>{%c4}
      stream.cmd.flush %arg11[%c4 for %c4] : !stream.resource<transient>{%c4}
      stream.cmd.flush to(#hal.device.affinity<@dev>) %arg11[%c4 for %c4] : !stream.resource<transient>{%c4}
      stream.cmd.invalidate from(#hal.device.affinity<@dev>) %arg11[%c4 for %c4] : !stream.resource<transient>{%c4}
      stream.cmd.discard %arg11[%c4 for %c4] : !stream.resource<transient>{%c4} attributes {x}
      stream.cmd.concurrent {
        stream.cmd.dispatch @ex::@fn[%c4, %c4](%c4_i32 : i32) {
          rw %arg11[%c4 for %c4] : !stream.resource<transient>{%c4}
        }
        stream.cmd.serial {
          stream.cmd.dispatch {@ex::@fn, @ex::@k2}[%c4, %c4] {
            ro %arg11[%c4 for %c4] : !stream.resource<transient>{%c4},
            wo %arg11[%c4 for %c4] : !stream.resource<transient>{%c4}
          } attributes {hal.interface.bindings = [#hal.interface.binding<0, 0>, #hal.interface.binding<0, 1>]}
        }
      }
      stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%arg9) {
        ro %arg11[%c4 for %c4] : !stream.resource<transient>{%c4},
        wo %arg11[%c4 for %c4] : !stream.resource<transient>{%c4}
      }
      stream.cmd.collective<send : f32>[%c4] channel(%arg9) param(%c4_i32 : i32) {
        ro %arg11[%c4 for %c4] : !stream.resource<transient>{%c4}
      } attributes {x}
      stream.cmd.call @cf(ro %arg11[%c4 for %c4], %c4_i32) : (!stream.resource<transient>{%c4}, i32) -> ()
    } => !stream.timepoint
    %1 = stream.cmd.execute with() {
    } => !stream.timepoint
    %2 = stream.cmd.execute with(%arg0 as %arg11: !stream.resource<transient>{%arg1}) {
    } => !stream.timepoint
    %3 = stream.resource.alloc : !stream.resource<transient>{%arg1}
    %4 = stream.resource.alloc uninitialized on(#hal.device.affinity<@dev>) {q} : !stream.resource<transient>{%arg1}
    %result, %result_timepoint = stream.resource.alloca uninitialized : !stream.resource<transient>{%arg1} => !stream.timepoint
    %result_0, %result_timepoint_1 = stream.resource.alloca uninitialized on(#hal.device.affinity<@dev>) await(%arg3) => {k = 1 : i8} !stream.resource<transient>{%arg1} => !stream.timepoint
    %5 = stream.resource.dealloca on(#hal.device.affinity<@dev>) await(%result_timepoint_1) => %result_0 : !stream.resource<transient>{%arg1} => !stream.timepoint {z}
    %results:2, %result_timepoint_2 = stream.resource.constants on(#hal.device.affinity<@dev>) : 
      !stream.resource<constant>{%arg1} = dense<7> : tensor<4xi8>,
      !stream.resource<constant>{%arg2} = #composite_of_4b
      => !stream.timepoint
    %6 = stream.resource.size %arg0 : !stream.resource<transient>
    %7 = stream.resource.size %arg0 {affinity = #hal.device.affinity<@dev>} : !stream.resource<transient>
    %did_map, %result_3 = stream.resource.try_map %arg8[%arg2] : !util.buffer -> i1, !stream.resource<constant>{%arg1}
    %8 = stream.resource.load %arg5[%arg2] : !stream.resource<staging>{%arg1} -> i32
    stream.resource.store %8, %arg5[%arg2] : i32 -> !stream.resource<staging>{%arg1}
    %9:3 = stream.resource.pack on(#hal.device.affinity<@dev>) offset(%arg2) slices({
      [0, 2] = %arg1,
      [1, 3] = %arg2
    }) : index
    %10 = stream.resource.pack slices({}) : index
    %11 = stream.resource.subview %arg0[%arg2] : !stream.resource<transient>{%arg1} -> !stream.resource<transient>{%arg2}
    %file = stream.file.constant %arg8[%arg2 for %arg1] : !util.buffer{%arg1} -> !stream.file
    %12 = stream.file.read : %arg6[%arg7], %arg0[%arg2], %arg1 : !stream.file -> !stream.resource<transient>{%arg1} => !stream.timepoint
    %13 = stream.file.read await(%arg3) => %arg6[%arg7], %arg0[%arg2], %arg1 : !stream.file -> !stream.resource<transient>{%arg1} => !stream.timepoint
    %14 = stream.file.write on(#hal.device.affinity<@dev>) await(%arg3) => %arg0[%arg2], %arg6[%arg7], %arg1 : !stream.resource<transient>{%arg1} -> !stream.file => !stream.timepoint
    %results_4:2, %result_timepoint_5 = stream.parameter.load await(%arg3) => {
      "w"::"k0"[%arg7] : !stream.resource<constant>{%arg1},
      "w"::"k1"[%arg7] : !stream.resource<constant>{%arg2}
    } => !stream.timepoint
    %15 = stream.parameter.read "k"[%arg7] -> %arg0[%arg2 for %arg1] : !stream.resource<transient>{%arg1} => !stream.timepoint
    %16 = stream.parameter.read "s"::"k"[%arg7] -> %arg0[%arg2 for %arg1] : !stream.resource<transient>{%arg1} => !stream.timepoint
    %17 = stream.parameter.write %arg0[%arg2 for %arg1] : !stream.resource<transient>{%arg1} -> "s"::"k"[%arg7] => !stream.timepoint
    %18 = stream.parameter.gather {
      "w"::"k0"[%arg7] -> %arg0[%arg2 for %arg1] : !stream.resource<transient>{%arg1},
      "w"::"k1"[%arg7] -> %arg0[%arg2 for %arg1] : !stream.resource<transient>{%arg1}
    } => !stream.timepoint attributes {a}
    %19 = stream.parameter.scatter {
      %arg0[%arg2 for %arg1] : !stream.resource<transient>{%arg1} -> "k0"[%arg7]
    } => !stream.timepoint
    %channel = stream.channel.create on(#hal.device.affinity<@dev>) id(%arg8) group("g") rank(%arg1) count(%arg2) : !stream.channel
    %channel_6 = stream.channel.split %arg9, %arg1, %arg2 : !stream.channel -> !stream.channel
    %ccl_rank = stream.channel.rank %arg9 : index
    %ccl_count = stream.channel.count %arg9 : index
    %20:2 = stream.context.resolve on(#hal.device.affinity<@dev>) : !hal.device, i64
    %21 = stream.timepoint.immediate => !stream.timepoint
    %22 = stream.timepoint.join max(%21, %arg3) => !stream.timepoint
    %result_7, %result_timepoint_8 = stream.timepoint.barrier %arg0 : !stream.resource<transient>{%arg1} => !stream.timepoint
    %23:2 = stream.timepoint.await %arg3 => %arg0, %arg5 : !stream.resource<transient>{%arg1}, !stream.resource<staging>{%arg2}
    %24 = stream.timepoint.import on(#hal.device.affinity<@dev>) %arg10 : (!hal.fence) => !stream.timepoint
    %25 = stream.timepoint.export %arg3 => (!hal.fence)
    stream.timepoint.chain_external %arg3 => (%arg10 : !hal.fence)
    util.return
  }
  util.func private @tensor(%arg0: !stream.resource<*>, %arg1: index, %arg2: index, %arg3: !stream.resource<staging>, %arg4: f32, %arg5: !hal.buffer_view) {
    %0 = stream.tensor.clone %arg0 : tensor<?x4xf32>{%arg2} in !stream.resource<*>{%arg1} -> tensor<4x?xf32>{%arg2} in !stream.resource<*>{%arg1}
    %cst = stream.tensor.constant : tensor<4xf32> in !stream.resource<constant> = dense<1.000000e+00> : tensor<4xf32>
    %cst_0 = stream.tensor.constant on(#hal.device.affinity<@dev>) : tensor<?x4xf32>{%arg2} in !stream.resource<constant> = dense<1.000000e+00> : tensor<4x4xf32>
    %empty = stream.tensor.empty : tensor<?xf32>{%arg2} in !stream.resource<*>{%arg1}
    %1 = stream.tensor.export %arg0 : tensor<?xf32>{%arg2} in !stream.resource<*>{%arg1} -> tensor<?xf32>
    %2 = stream.tensor.fill %arg4, %arg0[%arg2, %arg2 for %arg2, %arg2] : f32 -> tensor<?x4xf32>{%arg2} in %arg0 as !stream.resource<*>{%arg1}
    %3 = stream.tensor.fill %arg4, %arg0 : f32 -> tensor<f32> in %arg0 as !stream.resource<*>{%arg1}
    %4 = stream.tensor.import on(#hal.device.affinity<@dev>) %arg5 : !hal.buffer_view -> tensor<?xf32>{%arg2} in !stream.resource<external>{%arg1}
    %5 = stream.tensor.load %arg3[%arg2] : tensor<4xf32> in !stream.resource<staging>{%arg1} -> f32
    %6 = stream.tensor.load %arg3 : tensor<f32> in !stream.resource<staging>{%arg1} -> f32
    %7 = stream.tensor.sizeof tensor<?x4xf32>{%arg2} : index
    %8 = stream.tensor.sizeof on(#hal.device.affinity<@dev>) tensor<4xf32> {a} : index
    %9 = stream.tensor.slice %arg0[%arg2 for %arg2] : tensor<?xf32>{%arg2} in !stream.resource<*>{%arg1} -> tensor<?xf32>{%arg2} in !stream.resource<*>{%arg1}
    %10 = stream.tensor.splat %arg4 : f32 -> tensor<?xf32>{%arg2} in !stream.resource<*>{%arg1}
    %11 = stream.tensor.store %arg4, %arg3[%arg2] : f32 -> tensor<4xf32> in %arg3 as !stream.resource<staging>{%arg1}
    stream.tensor.trace "k" = [
      %arg3 : tensor<?xf32>{%arg2} in !stream.resource<staging>{%arg1},
      %arg3 : tensor<4xf32> in !stream.resource<staging>{%arg1}
    ]
    %12 = stream.tensor.update %9, %arg0[%arg2] : tensor<?xf32>{%arg2} in !stream.resource<*>{%arg1} -> tensor<4xf32> in %arg0 as !stream.resource<*>{%arg1}
    util.return
  }
}
