// RUN: weirc opt --hal-conversion %s | FileCheck %s

// Memory of the host that a device uses where it is must do all that memory of
// the device would; what is never written may be shared.

util.global private @device : !hal.device

// CHECK-LABEL: @map
// CHECK-SAME: (%[[BUFFER:.+]]: !util.buffer, %[[N:.+]]: index)
util.func public @map(%buffer: !util.buffer, %n: index) -> (i1, !stream.resource<constant>, !stream.resource<variable>) {
  // CHECK: %[[OFFSET:.+]] = arith.constant 16
  %c16 = arith.constant 16 : index
  // CHECK: %[[DEVICE:.+]] = util.global.load immutable @device
  // CHECK: %[[ALLOCATOR:.+]] = hal.device.allocator<%[[DEVICE]]
  // CHECK: %[[MASK:.+]] = arith.constant 2 : i64
  // CHECK: %[[OK:.+]], %[[CONSTANT:.+]] = hal.allocator.import<%[[ALLOCATOR]] : !hal.allocator> source(%[[BUFFER]] : !util.buffer)[%[[OFFSET]], %[[N]]] affinity(%[[MASK]]) type("DeviceVisible|DeviceLocal") usage("TransferSource|TransferTarget|Transfer|DispatchStorageRead|DispatchStorageWrite|DispatchStorage|SharingImmutable") : i1, !hal.buffer
  %ok, %r = stream.resource.try_map on(#hal.device.affinity<@device, [1]>) %buffer[%c16] : !util.buffer -> i1, !stream.resource<constant>{%n}
  // CHECK: %{{.+}}, %[[VARIABLE:.+]] = hal.allocator.import{{.+}} type("DeviceVisible|DeviceLocal") usage("TransferSource|TransferTarget|Transfer|DispatchStorageRead|DispatchStorageWrite|DispatchStorage") : i1, !hal.buffer
  %ok1, %r1 = stream.resource.try_map on(#hal.device.affinity<@device>) %buffer[%c16] : !util.buffer -> i1, !stream.resource<variable>{%n}
  // CHECK: util.return %[[OK]], %[[CONSTANT]], %[[VARIABLE]]
  util.return %ok, %r, %r1 : i1, !stream.resource<constant>, !stream.resource<variable>
}
