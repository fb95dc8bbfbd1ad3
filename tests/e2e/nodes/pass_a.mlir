// Node "a" of a program for two nodes: sends its input to "b" and gets it back,
// doubled.
module {
  util.global private @a_cpu = #hal.device.target<"local"> : !hal.device
  util.global private @channel : !hal.channel
  util.initializer {
    %device = util.global.load @a_cpu : !hal.device
    %all = arith.constant -1 : i64
    %any = arith.constant -1 : i32
    %null = util.null : !util.buffer
    %channel = hal.channel.create device(%device : !hal.device) affinity(%all) flags(0) id(%null) group(%null) rank(%any) count(%any) : !hal.channel
    util.global.store %channel, @channel : !hal.channel
    util.return
  }
  util.func public @twice$async(%arg0: !hal.buffer_view, %wait: !hal.fence, %signal: !hal.fence) -> (!hal.buffer_view, !hal.buffer_view) attributes {
      iree.reflection = {iree.abi.declaration = "async func @twice(%x: tensor<4xf32>) -> (%y: tensor<4xf32>, %z: tensor<4xf32>)"}} {
    %c0 = arith.constant 0 : index
    %c1_i32 = arith.constant 1 : i32
    %c4 = arith.constant 4 : index
    %c16 = arith.constant 16 : index
    %c0_i64 = arith.constant 0 : i64
    %all = arith.constant -1 : i64
    %device = util.global.load @a_cpu : !hal.device
    %channel = util.global.load @channel : !hal.channel
    %f32 = hal.element_type<f32> : i32
    %dense = hal.encoding_type<dense_row_major> : i32
    hal.buffer_view.assert<%arg0 : !hal.buffer_view> message("x") shape([%c4]) type(%f32) encoding(%dense)
    %x = hal.buffer_view.buffer<%arg0 : !hal.buffer_view> : !hal.buffer
    %ready = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
    %z = hal.device.queue.alloca<%device : !hal.device> affinity(%all) wait(%wait) signal(%ready) pool(%c0_i64) type("DeviceVisible|DeviceLocal") usage("TransferTarget") : !hal.buffer{%c16}
    %cmd = hal.command_buffer.create device(%device : !hal.device) mode("OneShot") categories("Transfer|Dispatch") affinity(%all) : !hal.command_buffer
    hal.command_buffer.collective<%cmd : !hal.command_buffer> channel(%channel : !hal.channel) op(<send : f32>) param(%c1_i32 : i32) send(%x : !hal.buffer)[%c0, %c16] count(%c4) attributes {transfer = 7 : i64} loc("send x"("twice.mlir":3:5))
    hal.command_buffer.collective<%cmd : !hal.command_buffer> channel(%channel : !hal.channel) op(<recv : f32>) param(%c1_i32 : i32) recv(%z : !hal.buffer)[%c0, %c16] count(%c4) attributes {transfer = 8 : i64}
    hal.command_buffer.finalize<%cmd : !hal.command_buffer>
    hal.device.queue.execute<%device : !hal.device> affinity(%all) wait(%ready) signal(%signal) commands([%cmd])
    %view = hal.buffer_view.create buffer(%z : !hal.buffer)[%c0, %c16] shape([%c4]) type(%f32) encoding(%dense) : !hal.buffer_view
    %none = util.null : !hal.buffer_view
    util.return %none, %view : !hal.buffer_view, !hal.buffer_view
  }
}
