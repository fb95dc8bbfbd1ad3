// RUN: same %s

// Every op of the hal dialect prints, parses and prints the same.

#device_target_local = #hal.device.target<"local"> : !hal.device
#executable_target_elf_x86_64_ = #hal.executable.target<"llvm-cpu", "elf-x86_64", {cpu = "x", n = 4 : i64}>
#executable_target_f = #hal.executable.target<"b", "f">
#executable_target_fmt = #hal.executable.target<"my-backend", "fmt">
#executable_target_g = #hal.executable.target<"b", "g">
#pipeline_layout = #hal.pipeline.layout<push_constants = 2, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>, <1, uniform_buffer>]>, <1, bindings = [<3, storage_buffer>], flags = Indirect>]>
#pipeline_layout1 = #hal.pipeline.layout<push_constants = 0, sets = []>
#pipeline_layout2 = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer>]>]>
#pipeline_layout3 = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
#device_target_gpu_0_ = #hal.device.target<"gpu", {ordinal = 0 : index}, [#executable_target_fmt, #executable_target_elf_x86_64_]> : !hal.device
module {
  util.global private @dev = #device_target_gpu_0_
  util.global private @dev2 = #device_target_local
  util.global private @sel = #hal.device.select<[#hal.device.ordinal<1> : !hal.device, #hal.device.fallback<@dev> : !hal.device]> : !hal.device
  util.global private @al = #hal.device.alias<"gpu"[2], {k = 1 : i32}> : !hal.device
  util.global private @al2 = #hal.device.alias<"gpu", {}> : !hal.device
  hal.executable private @ex {
    hal.executable.variant public @v target(#executable_target_fmt) objects([#hal.executable.object<{path = "k.o"}>]) {
      hal.executable.export public @fn ordinal(0) layout(#pipeline_layout) attributes {workgroup_size = [8 : index, 1 : index, 1 : index]} {
      ^bb0(%arg0: !hal.device, %arg1: index):
        hal.return %arg1, %arg1, %arg1 : index, index, index
      }
      hal.executable.export public @fn2 layout(#pipeline_layout1)
      hal.executable.condition(%arg0: !hal.device) -> i1 {
        %true = arith.constant true
        hal.return %true : i1
      }
      hal.executable.constant.block(%arg0: !hal.device) -> i32 as "k" {
        %c3_i32 = arith.constant 3 : i32
        hal.return %c3_i32 : i32
      }
      hal.executable.constant.block() -> (i32, i32) as ("k0", "k1") attributes {z} {
        %c3_i32 = arith.constant 3 : i32
        hal.return %c3_i32, %c3_i32 : i32, i32
      }
      builtin.module {
        func.func @fn(%arg0: !util.buffer) {
          %workgroup_id_x = hal.interface.workgroup.id[0] : index
          %workgroup_count_y = hal.interface.workgroup.count[1] : index
          %workgroup_size_z = hal.interface.workgroup.size[2] : index
          %0 = hal.interface.constant.load[0] : i32
          %1 = hal.interface.constant.load[1] alignment(16) values([0 : i32, 1 : i32]) : i32
          %2 = hal.interface.binding.subspan set(0) binding(1) type(storage_buffer) : memref<4xf32>
          %3 = hal.interface.binding.subspan set(0) binding(1) type(uniform_buffer) alignment(64) offset(%workgroup_id_x) flags(ReadOnly) {a} : memref<?x4xf32>{%workgroup_count_y}
          %4 = hal.executable.constant.load "k" : i32
          return
        }
      }
    }
    hal.executable.variant public @v2 target(#executable_target_elf_x86_64_) sources({a = 1 : i8}) attributes {q} {
    }
    hal.executable.binary public @bin attributes {data = dense<1> : vector<16xi8>, format = "fmt"}
  }
  hal.executable.source public @src attributes {objects = #hal.executable.objects<{#executable_target_fmt = [#hal.executable.object<{path = "a.o", data = dense<[1, 2]> : vector<2xi8>}>]}>} {
    hal.executable.export public @x layout(#pipeline_layout)
  }
  hal.executable.source public @src2 attributes {objects = #hal.executable.objects<{}>} {
  }
  util.func private @bufs(%arg0: !hal.device, %arg1: index, %arg2: index, %arg3: i64, %arg4: !hal.buffer, %arg5: !hal.buffer_view, %arg6: !util.buffer, %arg7: i32, %arg8: !hal.fence, %arg9: !hal.fence) {
    %cst = arith.constant dense<1.000000e+00> : tensor<4xf32>
    %allocator = hal.device.allocator<%arg0 : !hal.device> : !hal.allocator
    %buffer = hal.allocator.allocate<%allocator : !hal.allocator> affinity(%arg3) type("DeviceVisible|DeviceLocal") usage("TransferSource|TransferTarget|Transfer") : !hal.buffer{%arg1}
    %buffer_0 = hal.allocator.allocate<%allocator : !hal.allocator> affinity(%arg3) type("HostVisible|HostCoherent|HostLocal") usage(TransferSource) : !hal.buffer{%arg1}
    %did_import, %mapped = hal.allocator.import<%allocator : !hal.allocator> source(%arg6 : !util.buffer)[%arg2, %arg1] affinity(%arg3) type("DeviceVisible|DeviceLocal") usage("MappingScoped|MappingAccessRandom|Mapping") : i1, !hal.buffer
    hal.buffer.assert<%arg4 : !hal.buffer> message("m") allocator(%allocator : !hal.allocator) minimum_length(%arg1) type(DeviceVisible) usage("TransferSource|DispatchStorageRead|DispatchStorageWrite|DispatchStorage")
    %length = hal.buffer.length<%arg4 : !hal.buffer> : index
    %0 = hal.buffer.load<%arg4 : !hal.buffer>[%arg2] : i32
    hal.buffer.store<%arg4 : !hal.buffer>[%arg2] value(%0 : i32)
    %buffer_1 = hal.buffer.subspan<%arg4 : !hal.buffer>[%arg2, %arg1] : !hal.buffer
    hal.buffer_view.assert<%arg5 : !hal.buffer_view> message("m") shape([%arg1, %arg2]) type(%arg7) encoding(%arg7)
    %buffer_2 = hal.buffer_view.buffer<%arg5 : !hal.buffer_view> : !hal.buffer
    %view = hal.buffer_view.create buffer(%buffer_2 : !hal.buffer)[%arg2, %arg1] shape([%arg1, %arg1]) type(%arg7) encoding(%arg7) : !hal.buffer_view
    %view_3 = hal.buffer_view.create buffer(%buffer_2 : !hal.buffer)[%arg2, %arg1] shape([]) type(%arg7) encoding(%arg7) : !hal.buffer_view
    %1 = hal.buffer_view.dim<%arg5 : !hal.buffer_view>[1] : index
    %2 = hal.buffer_view.element_type<%arg5 : !hal.buffer_view> : i32
    %3 = hal.buffer_view.encoding_type<%arg5 : !hal.buffer_view> : i32
    %4 = hal.buffer_view.rank<%arg5 : !hal.buffer_view> : index
    hal.buffer_view.trace "x" = %arg5, %view : !hal.buffer_view, !hal.buffer_view
    %element_type_complex3Cf323E = hal.element_type<complex<f32>> : i32
    %element_type_f32 = hal.element_type<f32> : i32
    %dense_row_major = hal.encoding_type<dense_row_major> : i32
    %channel = hal.channel.create device(%arg0 : !hal.device) affinity(%arg3) flags(0) id(%arg6) group(%arg6) rank(%arg7) count(%arg7) : !hal.channel
    %channel_4 = hal.channel.split<%channel : !hal.channel> color(%arg7) key(%arg7) flags(1) : !hal.channel
    %ccl_rank, %ccl_count = hal.channel.rank_and_count<%channel : !hal.channel> : i32, i32
    %device_count = hal.devices.count : index
    %c2 = arith.constant 2 : index
    %device_2 = hal.devices.get %c2 : !hal.device
    %device_n = hal.devices.get %arg1 {a} : !hal.device
    %device, %allocator_5, %queue_affinity = hal.device.resolve on(<@dev, [0]>) : !hal.device, !hal.allocator, i64
    %device_6 = hal.device.resolve : !hal.device
    %ok, %value = hal.device.query<%arg0 : !hal.device> key("cat" :: "key") : i1, i32 = 5 : i32
    %ok_7, %value_8 = hal.device.query<%arg0 : !hal.device> key("cat" :: "key") : i1, i1
    %memory_file = hal.ex.file.from_memory device(%arg0 : !hal.device) affinity(%arg3) access(Read) buffer(%arg6 : !util.buffer)[%arg2 for %arg1] flags(%arg7) : !hal.file
    %transient_buffer = hal.device.queue.alloca<%arg0 : !hal.device> affinity(%arg3) wait(%arg8) signal(%arg9) pool(%arg3) type("DeviceVisible|DeviceLocal") usage("TransferSource|TransferTarget|Transfer") : !hal.buffer{%arg1}
    hal.device.queue.dealloca<%arg0 : !hal.device> affinity(%arg3) wait(%arg8) signal(%arg9) buffer(%transient_buffer : !hal.buffer)
    hal.device.queue.read<%arg0 : !hal.device> affinity(%arg3) wait(%arg8) signal(%arg9) source(%memory_file : !hal.file)[%arg3] target(%arg4 : !hal.buffer)[%arg2] length(%arg1) flags(0)
    hal.device.queue.write<%arg0 : !hal.device> affinity(%arg3) wait(%arg8) signal(%arg9) source(%arg4 : !hal.buffer)[%arg2] target(%memory_file : !hal.file)[%arg3] length(%arg1) flags(0)
    hal.device.queue.flush<%arg0 : !hal.device> affinity(%arg3)
    %5 = hal.tensor.barrier join(%cst : tensor<4xf32>) => %arg8 : !hal.fence
    util.return
  }
  util.func private @cmds(%arg0: !hal.device, %arg1: index, %arg2: index, %arg3: i64, %arg4: !hal.buffer, %arg5: !util.buffer, %arg6: i32, %arg7: !hal.fence, %arg8: !hal.channel, %arg9: !hal.fence) {
    %c0 = arith.constant 0 : index
    %descriptor_set_layout = hal.descriptor_set_layout.create device(%arg0 : !hal.device) flags("None") bindings([#hal.descriptor_set.binding<0, storage_buffer>, #hal.descriptor_set.binding<1, storage_buffer, ReadOnly>]) : !hal.descriptor_set_layout
    %pipeline_layout = hal.pipeline_layout.create device(%arg0 : !hal.device) push_constants(2) layouts([%descriptor_set_layout, %descriptor_set_layout]) : !hal.pipeline_layout
    %pipeline_layout_0 = hal.pipeline_layout.lookup device(%arg0 : !hal.device) layout(#pipeline_layout2) : !hal.pipeline_layout
    %exe = hal.executable.create device(%arg0 : !hal.device) target(@ex::@v) layouts([%pipeline_layout]) constants([%arg6, %arg6]) : !hal.executable
    %exe_1 = hal.executable.create device(%arg0 : !hal.device) target(@ex::@v) layouts([%pipeline_layout]) : !hal.executable
    %exe_2 = hal.executable.lookup device(%arg0 : !hal.device) executable(@ex) : !hal.executable
    %ordinal = hal.executable.export.ordinal target(@ex::@v::@fn) : index
    %workgroup_x, %workgroup_y, %workgroup_z = hal.executable.calculate_workgroups device(%arg0 : !hal.device) target(@ex::@v::@fn) workload([%arg1, %arg2]) : index, index, index
    %cmd = hal.command_buffer.create device(%arg0 : !hal.device) mode(OneShot) categories("Transfer|Dispatch") affinity(%arg3) : !hal.command_buffer
    %cmd_3 = hal.command_buffer.create device(%arg0 : !hal.device) mode("OneShot|AllowInlineExecution") categories(Dispatch) affinity(%arg3) bindings(%arg1) : !hal.command_buffer
    %0 = hal.command_buffer.device<%cmd : !hal.command_buffer> : !hal.device
    hal.command_buffer.begin_debug_group<%cmd : !hal.command_buffer> label("l")
    hal.command_buffer.end_debug_group<%cmd : !hal.command_buffer>
    hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source("Dispatch|CommandRetire") target(CommandIssue) flags("None")
    hal.command_buffer.fill_buffer<%cmd : !hal.command_buffer> target(%arg4 : !hal.buffer)[%arg2, %arg1] pattern(%arg6 : i32)
    hal.command_buffer.update_buffer<%cmd : !hal.command_buffer> source(%arg5 : !util.buffer{%arg1})[%arg2] target(%arg4 : !hal.buffer)[%arg2] length(%arg1)
    hal.command_buffer.copy_buffer<%cmd : !hal.command_buffer> source(%arg4 : !hal.buffer)[%arg2] target(%c0 : index)[%arg2] length(%arg1)
    hal.command_buffer.collective<%cmd : !hal.command_buffer> channel(%arg8 : !hal.channel) op(<all_reduce with sum : f32>) send(%arg4 : !hal.buffer)[%arg2, %arg1] recv(%arg4 : !hal.buffer)[%arg2, %arg1] count(%arg1)
    hal.command_buffer.collective<%cmd : !hal.command_buffer> channel(%arg8 : !hal.channel) op(<send : si8>) param(%arg6 : i32) send(%arg4 : !hal.buffer)[%arg2, %arg1] count(%arg1) attributes {x}
    hal.command_buffer.push_constants<%cmd : !hal.command_buffer> layout(%pipeline_layout : !hal.pipeline_layout) offset(0) values([%arg6, %arg6]) : i32, i32
    hal.command_buffer.push_descriptor_set<%cmd : !hal.command_buffer> layout(%pipeline_layout : !hal.pipeline_layout)[%c0] bindings([
      %c0 = (%arg4 : !hal.buffer)[%arg2, %arg1],
      %arg1 = (%arg2 : index)[%arg2, %arg1]
    ])
    hal.command_buffer.dispatch<%cmd : !hal.command_buffer> target(%exe : !hal.executable)[%ordinal] workgroups([%workgroup_x, %workgroup_y, %workgroup_z]) flags("None")
    hal.command_buffer.dispatch.indirect<%cmd : !hal.command_buffer> target(%exe : !hal.executable)[%ordinal] workgroups(%arg4 : !hal.buffer)[%arg2] flags("None")
    hal.command_buffer.finalize<%cmd : !hal.command_buffer>
    hal.device.queue.execute<%arg0 : !hal.device> affinity(%arg3) wait(%arg7) signal(%arg9) commands([%cmd, %cmd_3])
    hal.device.queue.execute<%arg0 : !hal.device> affinity(%arg3) wait(%arg7) signal(%arg9)
    hal.device.queue.execute.indirect<%arg0 : !hal.device> affinity(%arg3) wait(%arg7) signal(%arg9) commands(%cmd) bindings([
      (%arg4 : !hal.buffer)[%arg2, %arg1],
      (%arg4 : !hal.buffer)[%arg1, %arg1]
    ])
    %fence = hal.fence.create device(%arg0 : !hal.device) flags("None") : !hal.fence
    %fence_4 = hal.fence.join at([%fence, %arg7]) -> !hal.fence
    %1 = hal.fence.query<%fence : !hal.fence> : i32
    hal.fence.signal<%fence : !hal.fence>
    hal.fence.fail<%fence : !hal.fence> status(%1)
    %status = hal.fence.await until([%fence, %fence_4]) timeout_millis(%arg6) : i32
    util.return
  }
  util.func private @tensors(%arg0: !hal.buffer_view, %arg1: index, %arg2: !hal.fence, %arg3: tensor<?xf32>, %arg4: memref<?xi8>, %arg5: tensor<4xi32>, %arg6: index) {
    %0 = hal.tensor.import %arg0 : !hal.buffer_view -> tensor<?xf32>{%arg1}
    %1 = hal.tensor.import on(#hal.device.promise<@dev>) wait(%arg2) => %arg0 "in" : !hal.buffer_view -> tensor<?xf32> as tensor<?xi32>{%arg1} {a}
    %2 = hal.tensor.export %arg3 : tensor<?xf32>{%arg1} -> !hal.buffer_view
    %3 = hal.tensor.export on(#hal.device.affinity<@dev>) %arg3 "out" : tensor<?xi32> as tensor<?xf32>{%arg1} -> !hal.buffer {q}
    %4 = hal.tensor.alias on(#hal.device.affinity<@dev>) wait(%arg2) => %arg3 : tensor<?xf32>{%arg1} to %arg0 : !hal.buffer_view
    %5:2 = hal.tensor.barrier join(%arg3, %0 : tensor<?xf32>, tensor<?xf32>) => %arg2 : !hal.fence
    %6 = hal.dispatch.extern "fn"[%arg6](%arg5, %arg3) : (tensor<4xi32>, tensor<?xf32>{%arg1}) -> %arg5 count(%arg7: !hal.device, %arg8: index) -> (index, index, index) {
      hal.return %arg8, %arg8, %arg8 : index, index, index
    } layout(#pipeline_layout3) bindings([#hal.interface.binding<0, 0>]) objects({
      #executable_target_f if(%arg7: !hal.device) -> i1 {
        %true = arith.constant true
        hal.return %true : i1
      } ordinal(0) = [#hal.executable.object<{path = "k.o"}>],
      #executable_target_g ordinal(3) = [#hal.executable.object<{path = "k.o"}>, #hal.executable.object<{path = "l.o"}>]
    }) attributes {workgroup_size = [1 : index, 2 : index, 3 : index]}
    %c4_i32 = arith.constant 4 : i32
    %c1_i8 = arith.constant 1 : i8
    %7 = hal.instrument.workgroup[%arg4 : memref<?xi8>] dispatch(%c4_i32) : index
    hal.instrument.print[%arg4 : memref<?xi8> for %7] "fmt %d" * (%arg6, %arg1 : index, index)
    hal.instrument.print[%arg4 : memref<?xi8> for %7] "fmt"
    %8 = hal.instrument.value[%arg4 : memref<?xi8> for %7] 7 : i8 = %c4_i32 : i32
    %9 = hal.instrument.memory.load[%arg4 : memref<?xi8> for %7] %arg4[%arg6], %c1_i8 : memref<?xi8>, i8
    %10 = hal.instrument.memory.store[%arg4 : memref<?xi8> for %7] %arg4[%arg6], %c1_i8 : memref<?xi8>, i8
    util.return
  }
}
