// Node "b": see pass_a.mlir.
module {
  util.global private @b_cpu = #hal.device.target<"local"> : !hal.device
  util.global private @channel : !hal.channel
  util.initializer {
    %device = util.global.load @b_cpu : !hal.device
    %all = arith.constant -1 : i64
    %any = arith.constant -1 : i32
    %null = util.null : !util.buffer
    %channel = hal.channel.create device(%device : !hal.device) affinity(%all) flags(0) id(%null) group(%null) rank(%any) count(%any) : !hal.channel
    util.global.store %channel, @channel : !hal.channel
    util.return
  }
  hal.executable private @kernels {
    hal.executable.variant public @elf target(#hal.executable.target<"llvm-cpu", "elf">) {
      hal.executable.export public @twice ordinal(0) layout(#hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>, <1, storage_buffer>]>]>) {
      ^bb0(%arg0: !hal.device):
        %c1 = arith.constant 1 : index
        hal.return %c1, %c1, %c1 : index, index, index
      }
    }
  }
  util.func public @twice$async(%arg0: !hal.buffer_view, %wait: !hal.fence, %signal: !hal.fence) -> (!hal.buffer_view, !hal.buffer_view) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i32 = arith.constant 0 : i32
    %c4 = arith.constant 4 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %c0_i64 = arith.constant 0 : i64
    %all = arith.constant -1 : i64
    %device = util.global.load @b_cpu : !hal.device
    %channel = util.global.load @channel : !hal.channel
    %f32 = hal.element_type<f32> : i32
    %dense = hal.encoding_type<dense_row_major> : i32
    hal.buffer_view.assert<%arg0 : !hal.buffer_view> message("x") shape([%c4]) type(%f32) encoding(%dense)
    %ready = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
    %transient = hal.device.queue.alloca<%device : !hal.device> affinity(%all) wait(%wait) signal(%ready) pool(%c0_i64) type("DeviceVisible|DeviceLocal") usage("TransferTarget") : !hal.buffer{%c32}
    %ready2 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
    %y = hal.device.queue.alloca<%device : !hal.device> affinity(%all) wait(%wait) signal(%ready2) pool(%c0_i64) type("DeviceVisible|DeviceLocal") usage("TransferTarget") : !hal.buffer{%c16}
    %both = hal.fence.join at([%ready, %ready2]) -> !hal.fence
    %done = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
    %layout = hal.pipeline_layout.lookup device(%device : !hal.device) layout(<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>, <1, storage_buffer>]>]>) : !hal.pipeline_layout
    %exe = hal.executable.lookup device(%device : !hal.device) executable(@kernels) : !hal.executable
    %ordinal = hal.executable.export.ordinal target(@kernels::@elf::@twice) : index
    %x, %y1, %z1 = hal.executable.calculate_workgroups device(%device : !hal.device) target(@kernels::@elf::@twice) : index, index, index
    %cmd = hal.command_buffer.create device(%device : !hal.device) mode("OneShot") categories("Transfer|Dispatch") affinity(%all) : !hal.command_buffer
    hal.command_buffer.collective<%cmd : !hal.command_buffer> channel(%channel : !hal.channel) op(<recv : f32>) param(%c0_i32 : i32) recv(%transient : !hal.buffer)[%c0, %c16] count(%c4) attributes {transfer = 7 : i64}
    hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source("Dispatch|Transfer|CommandRetire") target("CommandIssue|Dispatch|Transfer") flags("None")
    hal.command_buffer.push_descriptor_set<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout)[%c0] bindings([
      %c0 = (%transient : !hal.buffer)[%c0, %c16],
      %c1 = (%y : !hal.buffer)[%c0, %c16]
    ])
    hal.command_buffer.dispatch<%cmd : !hal.command_buffer> target(%exe : !hal.executable)[%ordinal] workgroups([%x, %y1, %z1]) flags("None") loc("twice.mlir":4:8)
    hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source("Dispatch|Transfer|CommandRetire") target("CommandIssue|Dispatch|Transfer") flags("None")
    hal.command_buffer.copy_buffer<%cmd : !hal.command_buffer> source(%y : !hal.buffer)[%c0] target(%transient : !hal.buffer)[%c16] length(%c16)
    hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source("Dispatch|Transfer|CommandRetire") target("CommandIssue|Dispatch|Transfer") flags("None")
    hal.command_buffer.collective<%cmd : !hal.command_buffer> channel(%channel : !hal.channel) op(<send : f32>) param(%c0_i32 : i32) send(%transient : !hal.buffer)[%c16, %c16] count(%c4) attributes {transfer = 8 : i64}
    hal.command_buffer.finalize<%cmd : !hal.command_buffer>
    hal.device.queue.execute<%device : !hal.device> affinity(%all) wait(%both) signal(%done) commands([%cmd])
    hal.device.queue.dealloca<%device : !hal.device> affinity(%all) wait(%done) signal(%signal) buffer(%transient : !hal.buffer)
    %view = hal.buffer_view.create buffer(%y : !hal.buffer)[%c0, %c16] shape([%c4]) type(%f32) encoding(%dense) : !hal.buffer_view
    %none = util.null : !hal.buffer_view
    util.return %view, %none : !hal.buffer_view, !hal.buffer_view
  }
}
