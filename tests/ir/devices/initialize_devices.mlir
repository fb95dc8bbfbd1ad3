// RUN: weirc opt --split-input-file --verify-diagnostics --hal-initialize-devices %s | FileCheck %s

// The second of the devices that fit.

// CHECK: util.global private @a : !hal.device
// CHECK-NEXT: util.initializer {
// CHECK-DAG: %[[NULL:.+]] = util.null : !hal.device
// CHECK-DAG: %[[WANTED:.+]] = arith.constant 1 : index
// CHECK-DAG: %[[COUNT:.+]] = hal.devices.count : index
// CHECK: %[[FOUND:.+]]:3 = scf.while (%[[I:.+]] = %{{.+}}, %[[BEFORE:.+]] = %{{.+}}, %[[D:.+]] = %[[NULL]])
// CHECK: %[[OPEN:.+]] = util.cmp.eq %[[D]], %[[NULL]]
// CHECK: %[[MORE:.+]] = arith.cmpi slt, %[[I]], %[[COUNT]]
// CHECK: %[[GO:.+]] = arith.andi %[[OPEN]], %[[MORE]]
// CHECK: scf.condition(%[[GO]])
// CHECK: ^bb0(%[[I1:.+]]: index, %[[BEFORE1:.+]]: index, %{{.+}}: !hal.device):
// CHECK: %[[ONE:.+]] = hal.devices.get %[[I1]]
// CHECK: %{{.+}}, %[[ID:.+]] = hal.device.query<%[[ONE]] : !hal.device> key("hal.device.id" :: "local*")
// CHECK: %[[FITS:.+]] = scf.if %[[ID]] -> (i1) {
// CHECK: %{{.+}}, %[[FORMAT:.+]] = hal.device.query<%[[ONE]] : !hal.device> key("hal.executable.format" :: "embedded-elf-x86_64")
// CHECK: scf.yield %[[FORMAT]] : i1
// CHECK: } else {
// CHECK: scf.yield %false : i1
// CHECK: %[[TURN:.+]] = arith.cmpi eq, %[[BEFORE1]], %[[WANTED]]
// CHECK: %[[MORE1:.+]] = arith.select %[[FITS]], %c1, %c0 : index
// CHECK: arith.addi %[[BEFORE1]], %[[MORE1]] : index
// CHECK: %[[CHOSEN:.+]] = arith.andi %[[FITS]], %[[TURN]]
// CHECK: arith.select %[[CHOSEN]], %[[ONE]], %[[NULL]]
// CHECK: %[[MISSING:.+]] = util.cmp.eq %[[FOUND]]#2
// CHECK: scf.if %[[MISSING]]
// CHECK: util.status.check_ok %c18_i32, "HAL device `a` not found or unavailable: #hal.device.target<\22local\22, {ordinal = 1 : index}, [#hal.executable.target<\22llvm-cpu\22, \22embedded-elf-x86_64\22>]>"
// CHECK: util.global.store %[[FOUND]]#2, @a
util.global private @a = #hal.device.target<"local", {ordinal = 1 : index}, [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device

// -----

// CHECK: util.global private @a : !hal.device
// CHECK: %[[FIRST:.+]] = hal.devices.get %{{.+}} : !hal.device
util.global private @a = #hal.device.ordinal<3> : !hal.device
// CHECK: util.global private @b : !hal.device
// CHECK: %[[NULL:.+]] = util.null : !hal.device
// CHECK: %[[FOUND:.+]]:3 = scf.while
// CHECK: %[[MISSING:.+]] = util.cmp.eq %[[FOUND]]#2, %[[NULL]]
// CHECK: %[[CHOICE:.+]] = scf.if %[[MISSING]] -> (!hal.device)
// CHECK: %[[OTHER:.+]] = util.global.load @a : !hal.device
// CHECK: scf.yield %[[OTHER]]
// CHECK: scf.yield %[[FOUND]]#2
// CHECK: util.global.store %[[CHOICE]], @b
util.global private @b = #hal.device.select<[#hal.device.target<"cuda"> : !hal.device, #hal.device.fallback<@a> : !hal.device]> : !hal.device
// CHECK: util.global private @unset : !hal.device
// CHECK-NOT: util.initializer
util.global private @unset : !hal.device

// -----

// expected-error @below {{cannot be initialised: expected a target}}
util.global private @a = #hal.device.alias<"local"> : !hal.device

// -----

// expected-error @below {{falls back to @nobody, which is no device}}
util.global private @a = #hal.device.select<[#hal.device.target<"cuda"> : !hal.device, #hal.device.fallback<@nobody> : !hal.device]> : !hal.device
