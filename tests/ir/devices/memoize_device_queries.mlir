// RUN: weirc opt --split-input-file --hal-memoize-device-queries %s | FileCheck %s

// CHECK: util.global private @a : !hal.device
// CHECK-NEXT: util.global private @__a_query_0_hal_device_id_local_ok : i1
// CHECK-NEXT: util.global private @__a_query_0_hal_device_id_local : i1
// CHECK-NEXT: util.global private @__a_query_1_hal_device_id_cuda_ok : i1
// CHECK-NEXT: util.global private @__a_query_1_hal_device_id_cuda : i1
// CHECK-NEXT: util.initializer {
// CHECK-NEXT: %[[DEVICE:.+]] = util.global.load @a : !hal.device
// CHECK-NEXT: %[[OK0:.+]], %[[VALUE0:.+]] = hal.device.query<%[[DEVICE]] : !hal.device> key("hal.device.id" :: "local") : i1, i1 = false
// CHECK-NEXT: util.global.store %[[OK0]], @__a_query_0_hal_device_id_local_ok : i1
// CHECK-NEXT: util.global.store %[[VALUE0]], @__a_query_0_hal_device_id_local : i1
// CHECK-NEXT: %[[OK1:.+]], %[[VALUE1:.+]] = hal.device.query<%[[DEVICE]] : !hal.device> key("hal.device.id" :: "cuda") : i1, i1 = false
// CHECK-NEXT: util.global.store %[[OK1]], @__a_query_1_hal_device_id_cuda_ok : i1
// CHECK-NEXT: util.global.store %[[VALUE1]], @__a_query_1_hal_device_id_cuda : i1
// CHECK-NEXT: util.return
util.global private @a : !hal.device
// CHECK: util.global private @__b : !hal.device
// CHECK-NEXT: util.global private @__b_query_0_hal_device_id_local_ok : i1
// CHECK-NEXT: util.global private @__b_query_0_hal_device_id_local : i1
util.global private @__b : !hal.device
// CHECK-LABEL: @ask
util.func public @ask(%given: !hal.device) -> (i1, i1, i1, i1, i1) {
  // CHECK: util.global.load @__a_query_0_hal_device_id_local_ok : i1
  // CHECK-NEXT: %[[V0:.+]] = util.global.load @__a_query_0_hal_device_id_local : i1
  // CHECK: %[[V1:.+]] = util.global.load @__a_query_0_hal_device_id_local : i1
  // CHECK: %[[V2:.+]] = util.global.load @__a_query_1_hal_device_id_cuda : i1
  // CHECK: %[[V3:.+]] = util.global.load @__b_query_0_hal_device_id_local : i1
  // CHECK: %{{.+}}, %[[V4:.+]] = hal.device.query<%arg0
  %a = util.global.load immutable @a : !hal.device
  %a1 = util.global.load immutable @a : !hal.device
  %b = util.global.load immutable @__b : !hal.device
  %ok0, %v0 = hal.device.query<%a : !hal.device> key("hal.device.id" :: "local") : i1, i1 = false
  %ok1, %v1 = hal.device.query<%a1 : !hal.device> key("hal.device.id" :: "local") : i1, i1 = false
  %ok2, %v2 = hal.device.query<%a : !hal.device> key("hal.device.id" :: "cuda") : i1, i1 = false
  %ok3, %v3 = hal.device.query<%b : !hal.device> key("hal.device.id" :: "local") : i1, i1 = false
  %ok4, %v4 = hal.device.query<%given : !hal.device> key("hal.device.id" :: "local") : i1, i1 = false
  // CHECK: util.return %[[V0]], %[[V1]], %[[V2]], %[[V3]], %[[V4]]
  util.return %v0, %v1, %v2, %v3, %v4 : i1, i1, i1, i1, i1
}

// A device that a function is handed: known where all callers hand the same.

// CHECK-LABEL: @handed
util.func private @handed(%one: !hal.device, %other: !hal.device) -> (i1, i1) {
  // CHECK: %[[V0:.+]] = util.global.load @__b_query_0_hal_device_id_local : i1
  // CHECK: %{{.+}}, %[[V1:.+]] = hal.device.query<%arg1
  %ok0, %v0 = hal.device.query<%one : !hal.device> key("hal.device.id" :: "local") : i1, i1 = false
  %ok1, %v1 = hal.device.query<%other : !hal.device> key("hal.device.id" :: "local") : i1, i1 = false
  // CHECK: util.return %[[V0]], %[[V1]]
  util.return %v0, %v1 : i1, i1
}
util.func public @hands() {
  %a = util.global.load immutable @a : !hal.device
  %b = util.global.load immutable @__b : !hal.device
  %0:2 = util.call @handed(%b, %a) : (!hal.device, !hal.device) -> (i1, i1)
  %1:2 = util.call @handed(%b, %b) : (!hal.device, !hal.device) -> (i1, i1)
  util.return
}

// -----

// Devices are followed through calls, branches and command buffers; where two
// meet the question stays.

// CHECK: util.global private @a : !hal.device
util.global private @a : !hal.device
// CHECK: util.initializer {
// CHECK-NEXT: util.global.load @a
// CHECK: hal.device.query
// CHECK-NOT: hal.device.query
// CHECK: util.global private @b : !hal.device
util.global private @b : !hal.device
// CHECK: util.func private @callee
util.func private @callee(%device: !hal.device) -> i32 {
  // CHECK: %[[V:.+]] = util.global.load @__a_query_0_sys_cores : i32
  %ok, %v = hal.device.query<%device : !hal.device> key("sys" :: "cores") : i1, i32
  // CHECK: util.return %[[V]]
  util.return %v : i32
}
// CHECK-LABEL: @caller
util.func public @caller(%c: i1, %q: i64) -> (i32, i32, i32) {
  %a = util.global.load immutable @a : !hal.device
  %b = util.global.load immutable @b : !hal.device
  %0 = util.call @callee(%a) : (!hal.device) -> i32
  %cmd = hal.command_buffer.create device(%a : !hal.device) mode(OneShot) categories(Transfer) affinity(%q) : !hal.command_buffer
  %of = hal.command_buffer.device<%cmd : !hal.command_buffer> : !hal.device
  // CHECK: %[[V:.+]] = util.global.load @__a_query_0_sys_cores : i32
  %ok1, %1 = hal.device.query<%of : !hal.device> key("sys" :: "cores") : i1, i32
  // CHECK: %[[ANY:.+]] = arith.select
  // CHECK: hal.device.query<%[[ANY]] : !hal.device>
  %any = arith.select %c, %a, %b : !hal.device
  %ok2, %2 = hal.device.query<%any : !hal.device> key("sys" :: "cores") : i1, i32
  util.return %0, %1, %2 : i32, i32, i32
}
