// RUN: weirc opt --split-input-file --mlir-print-local-scope --verify-diagnostics --hal-resolve-device-promises --hal-resolve-device-aliases %s | FileCheck %s

// CHECK: module attributes {stream.affinity.default = #hal.device.affinity<@a, [1]>}
module attributes {stream.affinity.default = #hal.device.promise<@a, [1]>} {
  // CHECK: util.global private @a = #hal.device.target<"local", {extra = 4 : index, ordinal = 3 : index}, [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device
  util.global private @a = #hal.device.alias<"local"[3], {extra = 4 : index}> : !hal.device
  // CHECK: util.global private @b = #hal.device.select<[#hal.device.target<"cuda", [#hal.executable.target<"cuda", "cuda-nvptx-fb">]> : !hal.device, #hal.device.fallback<@a> : !hal.device]> : !hal.device
  util.global private @b = #hal.device.select<[#hal.device.alias<"cuda"> : !hal.device, #hal.device.fallback<@a> : !hal.device]> : !hal.device
  // CHECK: util.func private @f(%arg0: i32 {a.b = [#hal.device.affinity<@b>]})
  util.func private @f(%arg0: i32 {a.b = [#hal.device.promise<@b>]}) {
    util.return
  }
}

// -----

// expected-error @below {{references a promised device that was not declared: #hal.device.promise<@other>}}
util.global private @tensor {stream.affinity = #hal.device.promise<@other>} : tensor<4xf32>

// -----

// expected-error @below {{unregistered device alias "abacus"; ensure it is linked into the compiler (available = [ 'cuda' 'local' ])}}
util.global private @a = #hal.device.alias<"abacus"> : !hal.device
