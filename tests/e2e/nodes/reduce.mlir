// A node of a program that sums its input over all nodes, and over the nodes with
// the same rank modulo two; shapes are known when it runs. NODE is replaced by the
// node's name.
module {
  util.global private @NODE_cpu = #hal.device.target<"local"> : !hal.device
  util.global private mutable @calls = 0 : i64
  util.func private @channel(%device: !hal.device) -> !hal.channel {
    %all = arith.constant -1 : i64
    %any = arith.constant -1 : i32
    %null = util.null : !util.buffer
    %channel = hal.channel.create device(%device : !hal.device) affinity(%all) flags(0) id(%null) group(%null) rank(%any) count(%any) : !hal.channel
    util.return %channel : !hal.channel
  }
  util.func private @sum(%device: !hal.device, %channel: !hal.channel, %x: !hal.buffer, %size: index, %count: index, %wait: !hal.fence, %signal: !hal.fence) -> !hal.buffer {
    %c0 = arith.constant 0 : index
    %c0_i64 = arith.constant 0 : i64
    %all = arith.constant -1 : i64
    %ready = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
    %sum = hal.device.queue.alloca<%device : !hal.device> affinity(%all) wait(%wait) signal(%ready) pool(%c0_i64) type("DeviceVisible|DeviceLocal") usage("TransferTarget") : !hal.buffer{%size}
    %cmd = hal.command_buffer.create device(%device : !hal.device) mode("OneShot") categories("Transfer") affinity(%all) : !hal.command_buffer
    hal.command_buffer.collective<%cmd : !hal.command_buffer> channel(%channel : !hal.channel) op(<all_reduce with sum : f32>) send(%x : !hal.buffer)[%c0, %size] recv(%sum : !hal.buffer)[%c0, %size] count(%count)
    hal.command_buffer.finalize<%cmd : !hal.command_buffer>
    hal.device.queue.execute<%device : !hal.device> affinity(%all) wait(%ready) signal(%signal) commands([%cmd])
    util.return %sum : !hal.buffer
  }
  util.func public @reduce$async(%arg0: !hal.buffer_view, %wait: !hal.fence, %signal: !hal.fence) -> (!hal.buffer_view, !hal.buffer_view, i32, i64) attributes {
      iree.reflection = {iree.abi.declaration = "async func @reduce(%x: tensor<?xf32>) -> (%all: tensor<?xf32>, %half: tensor<?xf32>, %ranks: i32, %calls: i64)"}} {
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %c1_i64 = arith.constant 1 : i64
    %c0_i32 = arith.constant 0 : i32
    %c2_i32 = arith.constant 2 : i32
    %device = util.global.load @NODE_cpu : !hal.device
    %f32 = hal.element_type<f32> : i32
    %dense = hal.encoding_type<dense_row_major> : i32
    %count = hal.buffer_view.dim<%arg0 : !hal.buffer_view>[0] : index
    %size = arith.muli %count, %c4 : index
    %x = hal.buffer_view.buffer<%arg0 : !hal.buffer_view> : !hal.buffer
    %channel = util.call @channel(%device) : (!hal.device) -> !hal.channel
    %rank, %ranks = hal.channel.rank_and_count<%channel : !hal.channel> : i32, i32
    %color = arith.remsi %rank, %c2_i32 : i32
    %part = hal.channel.split<%channel : !hal.channel> color(%color) key(%rank) flags(0) : !hal.channel
    %done0 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
    %sum0 = util.call @sum(%device, %channel, %x, %size, %count, %wait, %done0) : (!hal.device, !hal.channel, !hal.buffer, index, index, !hal.fence, !hal.fence) -> !hal.buffer
    %sum1 = util.call @sum(%device, %part, %x, %size, %count, %done0, %signal) : (!hal.device, !hal.channel, !hal.buffer, index, index, !hal.fence, !hal.fence) -> !hal.buffer
    %old = util.global.load @calls : i64
    %new = arith.addi %old, %c1_i64 : i64
    util.global.store %new, @calls : i64
    %view0 = hal.buffer_view.create buffer(%sum0 : !hal.buffer)[%c0, %size] shape([%count]) type(%f32) encoding(%dense) : !hal.buffer_view
    %view1 = hal.buffer_view.create buffer(%sum1 : !hal.buffer)[%c0, %size] shape([%count]) type(%f32) encoding(%dense) : !hal.buffer_view
    util.return %view0, %view1, %ranks, %new : !hal.buffer_view, !hal.buffer_view, i32, i64
  }
}
